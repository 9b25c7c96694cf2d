/** Results as programs read them. */

export function formatJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

type Field = string | number | boolean | null | undefined;

/** Comma-separated values after RFC 4180, but for its line ends; nothing where there is no value. */
export function formatCsv(rows: readonly (readonly Field[])[]): string {
  const field = (value: Field): string => {
    if (value === null || value === undefined) return '';
    const text = String(value);
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return rows.map((row) => `${row.map(field).join(',')}\n`).join('');
}

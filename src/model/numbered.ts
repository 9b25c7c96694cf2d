/*
 * The vocabulary is written down once, in tables: one row for each traffic kind, procedure, outcome, timer, message and
 * so on. The numbers stand beside the tables as constants of their own, because what runs per event is compiled with
 * them (compiler/, and the bundler puts in their values); everything else is derived from the rows.
 */

/** A table of rows by name; each row has its number. */
export type Numbered = Readonly<Record<string, { readonly number: number }>>;

/** The names of a table's rows. */
export type NameOf<Table extends Numbered> = keyof Table & string;

/** The numbers of a table's rows, as a union: a switch over it is complete, or does not compile. */
export type NumberOf<Table extends Numbered> = Table[keyof Table]['number'];

/**
 * The names of a table in the order of their numbers.
 *
 * @param what the rows are, for the error
 * @param first the lowest number
 * @throws Error if the numbers are not those from `first` on, each once: the build loads every table
 */
export function namesOf<Table extends Numbered>(
  what: string,
  table: Table,
  first = 0,
): readonly NameOf<Table>[] {
  const names: NameOf<Table>[] = [];
  for (const [name, { number }] of Object.entries(table)) {
    const other = names[number - first];
    if (other !== undefined) throw new Error(`${what}: ${other} and ${name} both have the number ${number}`);
    names[number - first] = name as NameOf<Table>;
  }
  for (let k = 0; k < names.length; k++) {
    if (names[k] === undefined)
      throw new Error(`${what}: none has the number ${k + first}, others have higher ones`);
  }
  return names;
}

/** What a column says, by number. */
export function columnOf<Table extends Numbered, Value>(
  names: readonly NameOf<Table>[],
  table: Table,
  column: (row: Table[NameOf<Table>]) => Value,
): readonly Value[] {
  return names.map((name) => column(table[name]));
}

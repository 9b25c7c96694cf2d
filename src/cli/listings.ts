import { GUARD, RULES } from '../rules/table.js';
import type { Preset } from '../scenario/presets.js';

/** One line for each, the names in a column of their own. */
export function formatPresets(presets: readonly Preset[]): string {
  const width = Math.max(...presets.map(({ name }) => name.length));
  return presets
    .map(({ name, description }) => `${name.padEnd(width)}  ${description.trim().replace(/\s+/g, ' ')}\n`)
    .join('');
}

/** The ten rules and the guards beyond them, a paragraph each. */
export function formatRules(): string {
  return RULES.map((rule) => {
    const { number, title, clause, party, trigger, condition, verdict, until } = rule;
    const fields = { clause, who: party, when: trigger, condition, verdict, until };
    const lines = Object.entries(fields).map(([name, text]) => `    ${name.padEnd(9)}  ${text}\n`);
    const head = number <= GUARD ? `${String(number).padStart(2)}  ${title}` : `    ${title}`;
    const name = 'name' in rule ? [`    ${'guard'.padEnd(9)}  ${rule.name}\n`] : [];
    return `${head}\n${[...name, ...lines].join('')}`;
  }).join('\n');
}

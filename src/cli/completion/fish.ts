import type { CommandWords, OptionWords, Values } from './words.js';

/** A script for fish: `uestorm completion fish | source`. */
export function fishCompletion(commands: readonly CommandWords[]): string {
  const lines = commands.flatMap(({ name, description, options, arguments: values }) => [
    `complete -c uestorm -f -n __fish_use_subcommand -a ${name} -d ${quoted(description)}`,
    ...options.map((option) => optionLine(name, option)),
    ...argumentLines(name, values),
  ]);
  return `# uestorm for fish: uestorm completion fish | source\n${lines.join('\n')}\n`;
}

function optionLine(command: string, { flags, description, values }: OptionWords): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  return `complete -c uestorm ${seen(command)} ${names.join(' ')} -d ${quoted(description)}${valueFlags(values)}`;
}

/** After an option: a value is required, and what it may be. */
function valueFlags(values: Values | null): string {
  if (values === null) return '';
  const { words, files } = values;
  if (files === 'directories') return " -x -a '(__fish_complete_directories)'";
  const list = words.length > 0 ? ` -a ${quoted(words.join(' '))}` : '';
  return files === 'files' ? ` -r -F${list}` : ` -x${list}`;
}

function argumentLines(command: string, { words, files }: Values): string[] {
  const lines = words.length > 0 ? [`-f -a ${quoted(words.join(' '))}`] : [];
  if (files === 'files') lines.push('-F');
  else if (files === 'directories') lines.push("-f -a '(__fish_complete_directories)'");
  return lines.map((what) => `complete -c uestorm ${seen(command)} ${what}`);
}

const seen = (command: string): string => `-n '__fish_seen_subcommand_from ${command}'`;
const quoted = (text: string): string => `'${text.replace(/['\\]/g, '\\$&')}'`;

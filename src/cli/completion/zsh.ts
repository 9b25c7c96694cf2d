import type { CommandWords, OptionWords, Values } from './words.js';

/** A script for zsh: `source <(uestorm completion zsh)`, or a file `_uestorm` on its fpath. */
export function zshCompletion(commands: readonly CommandWords[]): string {
  return `#compdef uestorm
# uestorm for zsh: source <(uestorm completion zsh)
_uestorm() {
  local -a commands
  commands=(
${commands.map(({ name, description }) => `    ${quoted(`${name}:${description.replaceAll(':', '\\:')}`)}`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command="$words[2]"
  shift words
  (( CURRENT-- ))
  case "$command" in
${commands.map(commandCase).join('\n')}
  esac
}
if [ "$funcstack[1]" = "_uestorm" ]; then _uestorm "$@"; else compdef _uestorm uestorm; fi
`;
}

function commandCase({ name, options, arguments: values }: CommandWords): string {
  const specs = [...options.flatMap(optionSpecs), quoted(`*:${name}:${action(values)}`)];
  return `    ${name}) _arguments ${specs.join(' ')} ;;`;
}

function optionSpecs({ flags, description, values }: OptionWords): string[] {
  const text = description.replace(/[[\]:]/g, '\\$&');
  return flags.map((flag) => quoted(`*${flag}[${text}]${values === null ? '' : `:value:${action(values)}`}`));
}

function action({ words, files }: Values): string {
  const path = files === 'files' ? '_files' : files === 'directories' ? '_files -/' : '';
  if (words.length === 0) return path === '' ? ' ' : path;
  if (path === '') return `(${words.join(' ')})`;
  return `_alternative "names\\:name\\:(${words.join(' ')})" "files\\:file\\:${path}"`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

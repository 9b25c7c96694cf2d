import type { CommandWords, Values } from './words.js';

/** A script for bash: `source <(uestorm completion bash)`. */
export function bashCompletion(commands: readonly CommandWords[]): string {
  const names = commands.map(({ name }) => name).join(' ');
  return `# uestorm for bash: source <(uestorm completion bash)
_uestorm() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command=""
  COMPREPLY=()
  if (( COMP_CWORD > 1 )); then command="\${COMP_WORDS[1]}"; fi
  case "$command $previous" in
${commands.flatMap(valueCases).join('\n')}
  esac
  case "$command" in
    "") mapfile -t COMPREPLY < <(compgen -W "${names} --help --version" -- "$current") ;;
${commands.map(commandCase).join('\n')}
  esac
}
complete -o nosort -F _uestorm uestorm 2>/dev/null || complete -F _uestorm uestorm
`;
}

function valueCases({ name, options }: CommandWords): string[] {
  return options.flatMap(({ flags, values }) =>
    values === null ? [] : flags.map((flag) => `    "${name} ${flag}") ${reply(values)}; return ;;`),
  );
}

function commandCase({ name, options, arguments: values }: CommandWords): string {
  const flags = options.flatMap((option) => option.flags).join(' ');
  return `    "${name}") if [[ "$current" == -* ]]; then mapfile -t COMPREPLY < <(compgen -W "${flags}" -- "$current"); else ${reply(values)}; fi ;;`;
}

function reply({ words, files }: Values): string {
  const kinds = [
    ...(words.length > 0 ? [`-W "${words.join(' ')}"`] : []),
    ...(files === 'files' ? ['-f'] : files === 'directories' ? ['-d'] : []),
  ];
  if (kinds.length === 0) return ':';
  const names = files === 'none' ? '' : '; compopt -o filenames 2>/dev/null';
  return `mapfile -t COMPREPLY < <(compgen ${kinds.join(' ')} -- "$current")${names}`;
}

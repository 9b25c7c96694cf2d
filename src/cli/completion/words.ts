import type { Argument, Command, Option } from 'commander';
import { presetNames } from '../../scenario/presets.js';

/*
 * What can be typed, read from commander's own tree of commands, so that no list has to be kept. The libraries of this
 * kind ask the program at every key, and those that know commander complete no file names (@bomb.sh/tab 0.0.22); here
 * the script of a shell knows all words, and leaves files to the shell.
 */

/** What may stand in a place: one of these words, or a file, or a directory. */
export interface Values {
  readonly words: readonly string[];
  readonly files: 'none' | 'files' | 'directories';
}

export interface OptionWords {
  /** `--ues`, and `-h` where there is one. */
  readonly flags: readonly string[];
  readonly description: string;
  /** Null: it takes no value. */
  readonly values: Values | null;
}

export interface CommandWords {
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionWords[];
  readonly arguments: Values;
}

const NOTHING: Values = { words: [], files: 'none' };

/** By the placeholder of an option or argument in the help. */
const BY_PLACEHOLDER: Readonly<Record<string, () => Values>> = {
  SCENARIO: () => ({ words: presetNames(), files: 'files' }),
  FILE: () => ({ words: [], files: 'files' }),
  DIR: () => ({ words: [], files: 'directories' }),
  clock: () => ({ words: ['virtual', 'real'], files: 'none' }),
  kind: () => ({ words: ['symbolic', 'hmac'], files: 'none' }),
};

/** Every command with its options, and what its arguments may be. */
export function wordsOf(program: Command): readonly CommandWords[] {
  const help = program.createHelp();
  return help.visibleCommands(program).map((command) => ({
    name: command.name(),
    description: command.summary() || command.description(),
    options: help.visibleOptions(command).map(optionWords),
    arguments:
      command.name() === 'help'
        ? { words: help.visibleCommands(program).map((other) => other.name()), files: 'none' }
        : argumentWords(command.registeredArguments),
  }));
}

function optionWords(option: Option): OptionWords {
  const { short, long, flags, description, argChoices } = option;
  const takesValue = option.required || option.optional;
  const placeholder = /[<[]([\w-]+)/.exec(flags)?.[1] ?? '';
  return {
    flags: [long, short].filter((flag) => flag !== undefined),
    description,
    values: takesValue ? valuesOf(placeholder, argChoices) : null,
  };
}

function argumentWords(list: readonly Argument[]): Values {
  const [first] = list;
  return first === undefined ? NOTHING : valuesOf(first.name(), first.argChoices);
}

function valuesOf(placeholder: string, choices: readonly string[] | undefined): Values {
  if (choices !== undefined) return { words: choices, files: 'none' };
  return Object.hasOwn(BY_PLACEHOLDER, placeholder) ? BY_PLACEHOLDER[placeholder]() : NOTHING;
}

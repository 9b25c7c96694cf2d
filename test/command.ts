import { Command, InvalidArgumentError } from 'commander';

/**
 * The command line of one of this repository's own programs (`npm run NAME`). Exit status 2 for what it does not know, and
 * 0 with --help.
 */
export function command(name: string, about: string): Command {
  return new Command(`npm run ${name} --`)
    .description(about.replaceAll('\n', ' '))
    .showHelpAfterError('(--help says what there is)')
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));
}

const numbers =
  (kind: string, isOne: (value: number) => boolean) =>
  (min: number) =>
  (written: string): number => {
    const value = Number(written);
    if (written.trim() !== '' && value >= min && isOne(value)) return value;
    throw new InvalidArgumentError(`Expected a ${kind} from ${min} on.`);
  };

/** For options that are numbers from a least one on. */
export const numberFrom = numbers('number', Number.isFinite);

/** For options that are whole numbers from a least one on. */
export const wholeFrom = numbers('whole number', Number.isInteger);

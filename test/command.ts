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

const isWritten = (written: string, value: number, min: number): boolean =>
  written.trim() !== '' && value >= min && Number.isFinite(value);

/** For options that are numbers from `min` on. */
export function numberFrom(min: number): (written: string) => number {
  return (written) => {
    const value = Number(written);
    if (isWritten(written, value, min)) return value;
    throw new InvalidArgumentError(`Expected a number from ${min} on.`);
  };
}

/** For options that are whole numbers from `min` on. */
export function wholeFrom(min: number): (written: string) => number {
  return (written) => {
    const value = Number(written);
    if (isWritten(written, value, min) && Number.isInteger(value)) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${min} on.`);
  };
}

import { writeFileSync } from 'node:fs';
import type fc from 'fast-check';
import { uestorm } from '../cli/world.js';

/** Something that takes bytes from outside. */
export interface Target {
  readonly name: string;
  /** Inputs that it takes. */
  readonly inputs: readonly Uint8Array[];
  /** What is made of them; default: octets of them are others. */
  readonly changed?: fc.Arbitrary<Uint8Array>;
  /** An input takes so long that `npm run fuzz` alone tries it. */
  readonly isSlow?: boolean;
  /**
   * Gives it an input.
   *
   * @returns whether it was taken
   * @throws if it ended in another way than with the error that says what is wrong
   */
  take(bytes: Uint8Array): Promise<boolean>;
}

/** A file that commands read, each of which ends as it should or says in one line what is wrong with it. */
export function fileTarget(
  name: string,
  file: string,
  inputs: readonly Uint8Array[],
  commands: readonly (readonly string[])[],
): Target {
  return {
    name,
    inputs,
    take: async (bytes) => {
      writeFileSync(file, bytes);
      try {
        const refused = await Promise.all(commands.map((argv) => isRefused(argv)));
        return refused.every((is) => !is);
      } finally {
        // Other targets count on it.
        writeFileSync(file, inputs[0]);
      }
    },
  };
}

/** Statuses that a command may end with; 2 with one line, and 1 never (a partial result has it, but says so). */
async function isRefused(argv: readonly string[]): Promise<boolean> {
  const { status, stderr } = await uestorm(argv);
  if (/internal error/.test(stderr.text)) throw new Error(`uestorm ${argv.join(' ')}: ${stderr.text}`);
  if (status !== 2) return false;
  if (/^uestorm: [^\n]+\n/.test(stderr.text)) return true;
  throw new Error(`uestorm ${argv.join(' ')}: status 2, and it says ${JSON.stringify(stderr.text)}`);
}

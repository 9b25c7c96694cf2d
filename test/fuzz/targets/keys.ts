import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readKeyFile } from '../../../src/capture/keys/file.js';
import { UsageError } from '../../../src/errors.js';
import type { Target } from '../target.js';

const LINES = [
  '# keys of a capture',
  `imsi=001010123456819 kasme=${'0f'.repeat(32)}`,
  `ue=3 k=${'1a'.repeat(16)} opc=${'2b'.repeat(16)}`,
  '',
];

/** A file of keys for a capture. */
export function keyTarget(root: string): Target {
  const file = join(root, 'keys');
  return {
    name: 'keys',
    inputs: [Buffer.from(LINES.join('\n'))],
    take: async (bytes) => {
      writeFileSync(file, bytes);
      try {
        readKeyFile(file);
        return true;
      } catch (error) {
        if (error instanceof UsageError) return false;
        throw error;
      }
    },
  };
}

import { closeSync, openSync, readSync } from 'node:fs';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'cannot be read, because it is a directory',
  EACCES: 'cannot be read, permission denied',
  EPERM: 'cannot be read, permission denied',
};

/**
 * Reads a text of at most so many bytes.
 *
 * @param refuse makes an error of what is wrong with the file
 */
export function readUtf8(file: string, maxBytes: number, refuse: (reason: string) => Error): string {
  let bytes: Buffer;
  try {
    bytes = readBounded(file, maxBytes);
  } catch (error) {
    throw refuse(REASONS[(error as NodeJS.ErrnoException).code ?? ''] ?? String(error));
  }
  if (bytes.length > maxBytes) throw refuse(`larger than ${sizeOf(maxBytes)}`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw refuse('not a text in UTF-8');
  }
}

/** Reads one byte more than is allowed at most, so that a device or a pipe without an end does no harm. */
function readBounded(file: string, maxBytes: number): Buffer {
  const descriptor = openSync(file, 'r');
  try {
    let buffer = Buffer.alloc(Math.min(maxBytes + 1, 1 << 16));
    let length = 0;
    for (;;) {
      const read = readSync(descriptor, buffer, length, buffer.length - length, null);
      length += read;
      if (read === 0 || length > maxBytes) return buffer.subarray(0, length);
      if (length === buffer.length) {
        const larger = Buffer.alloc(Math.min(maxBytes + 1, 2 * length));
        buffer.copy(larger);
        buffer = larger;
      }
    }
  } finally {
    closeSync(descriptor);
  }
}

const sizeOf = (bytes: number): string => (bytes >= 1 << 20 ? `${bytes >> 20} MiB` : `${bytes >> 10} KiB`);

import {
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';

/** What the system says of a failure, such as `no space left on device (ENOSPC)`. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  // Node's message starts with the code and ends with the path, which the caller knows better.
  const reason = message.replace(/^\w+: /, '').replace(/,.*$/, '');
  return code === undefined ? reason : `${reason} (${code})`;
}

/** Opens a file to be written from its beginning. @throws as openSync does */
export function openNew(path: string, isSecret = false): number {
  const file = openSync(path, 'w', isSecret ? 0o600 : 0o666);
  // It may have been there, readable by others.
  if (isSecret) fchmodSync(file, 0o600);
  return file;
}

/** Writes all bytes, however few the system takes at a time. @throws as writeSync does */
export function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

/**
 * A file that is written beside its place and put there when it is whole, so that a reader sees all of the old one or
 * all of the new one. A device or a pipe is written where it is: whoever took its place would destroy it.
 */
export class NewFile {
  private readonly path: string;
  private readonly temporary: string;
  private readonly file: number;
  private isOpen = true;

  /**
   * @param isSecret only its owner may read it
   * @throws as openSync does
   */
  constructor(path: string, isSecret = false) {
    const found = statSync(path, { throwIfNoEntry: false });
    this.path = found === undefined ? path : realpathSync(path);
    this.temporary = found === undefined || found.isFile() ? `${this.path}.${process.pid}.part` : this.path;
    this.file = openNew(this.temporary, isSecret);
  }

  /** @throws as writeSync does; then nothing is left behind */
  write(bytes: Uint8Array): void {
    this.orAbandon(() => writeAll(this.file, bytes));
  }

  /** Puts it in its place. @throws as fsyncSync and renameSync do; then nothing is left behind */
  finish(): void {
    const { path, temporary, file } = this;
    this.orAbandon(() => {
      if (temporary === path) return;
      fsyncSync(file);
      renameSync(temporary, path);
    });
    this.isOpen = false;
    closeSync(file);
  }

  /** Leaves nothing behind of what is not finished. */
  abandon(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    closeSync(this.file);
    if (this.temporary !== this.path) rmSync(this.temporary, { force: true });
  }

  private orAbandon(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.abandon();
      throw error;
    }
  }
}

/** Writes a whole file. @throws as openSync and writeSync do; then nothing is left behind */
export function writeNew(path: string, text: string): void {
  const file = new NewFile(path);
  file.write(Buffer.from(text));
  file.finish();
}

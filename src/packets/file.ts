import { UsageError } from '../errors.js';
import { NewFile, reasonOf } from '../files.js';
import type { TraceEvent } from '../trace/event.js';
import { CaptureWriter } from './write.js';

/** Octets that are written together. */
const BATCH = 2 ** 18;

/** A capture that is being written: beside its place, where it goes when it is whole. */
export class CaptureFile {
  private readonly file: NewFile;
  private readonly writer: CaptureWriter;
  private pieces: Uint8Array[] = [];
  private held = 0;

  /**
   * @param path where it is to lie
   * @param application what writes it, as Wireshark shows it
   * @throws UsageError if it cannot be written there
   */
  constructor(
    private readonly path: string,
    application: string,
  ) {
    this.file = this.trying(() => new NewFile(path, true));
    this.writer = new CaptureWriter((piece) => this.hold(piece), application);
  }

  /** Takes the next event of the trace. @throws UsageError if there is no room */
  take(event: TraceEvent): void {
    this.writer.take(event);
  }

  /**
   * Puts the whole file in its place.
   *
   * @returns packets that it has, and the messages that have no form in it, each with its number
   * @throws UsageError if there is no room
   */
  finish(): {
    readonly packets: number;
    readonly leftOut: readonly (readonly [name: string, count: number])[];
  } {
    this.flush();
    this.trying(() => this.file.finish());
    return { packets: this.writer.packets, leftOut: this.writer.leftOut.list() };
  }

  /** Leaves nothing behind of what is not finished. */
  abandon(): void {
    this.file.abandon();
  }

  private hold(piece: Uint8Array): void {
    this.pieces.push(piece);
    this.held += piece.length;
    if (this.held >= BATCH) this.flush();
  }

  private flush(): void {
    const all = Buffer.concat(this.pieces);
    this.pieces = [];
    this.held = 0;
    this.trying(() => this.file.write(all));
  }

  private trying<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw new UsageError(
        `--pcapng ${this.path}: cannot be written: ${reasonOf(error)}; name a file in a directory with room`,
        { cause: error },
      );
    }
  }
}

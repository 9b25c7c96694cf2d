/** What the command needs of a standard stream; `process.stdout` and `process.stderr` are such. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  /** Width of the terminal, where it is one. */
  readonly columns?: number;
  /** Whether the terminal shows colours; knows NO_COLOR and TERM. */
  hasColors?(): boolean;
}

/** Characters in a line; some terminals, such as those of build servers, say 0 and mean that they do not know. */
export function widthOf(output: Output): number {
  return output.columns || 80;
}

/** Ignores that a reader has gone (`uestorm run --json | head`): what it did not want needs no stack trace. */
export function tolerateClosedPipe(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
  });
}

/*
 * Memory that threads share, and that a WebAssembly module can run on: a SharedArrayBuffer in whole pages.
 */

export interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
}

/** Octets of a page of WebAssembly's memory. */
const PAGE = 65_536;

declare const WebAssembly: {
  readonly Memory: new (limits: { initial: number; maximum: number; shared: true }) => SharedMemory;
};

/** Memory for so many words, all 0. */
export function regionMemory(words: number): SharedMemory {
  const pages = Math.ceil((words * 4) / PAGE);
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
}

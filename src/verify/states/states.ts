/*
 * Every state that was seen, in the order in which it was found. A state is a run of words (World.encode), kept
 * in chunks; an open-addressing table over 32-bit hashes finds it again, and words are compared in full: two
 * states are never taken for one.
 */

/** Words per chunk; no state is longer. */
const CHUNK = 1 << 20;

export class States {
  private readonly chunks: Int32Array[] = [];
  private fill = CHUNK;
  /** Per state: chunk number times CHUNK plus place in the chunk. */
  private offset = new Float64Array(1 << 12);
  private length = new Int32Array(1 << 12);
  private hashes = new Int32Array(1 << 12);
  /** Per state: the one it was found from (-1: the start), and the move that led here. */
  parent = new Int32Array(1 << 12);
  move = new Int32Array(1 << 12);
  private table = new Int32Array(1 << 14).fill(-1);
  count = 0;

  /** Number of the state in the first n of `words`; a new one gets the next number. */
  add(words: Int32Array, n: number, parent: number, move: number): number {
    const h = hash(words, n);
    let slot = h & (this.table.length - 1);
    for (let id = this.table[slot]; id >= 0; id = this.table[slot]) {
      if (this.hashes[id] === h && this.same(id, words, n)) return id;
      slot = (slot + 1) & (this.table.length - 1);
    }
    const id = this.count++;
    if (id === this.offset.length) this.growRecords();
    this.table[slot] = id;
    this.hashes[id] = h;
    this.parent[id] = parent;
    this.move[id] = move;
    if (this.fill + n > CHUNK) {
      this.chunks.push(new Int32Array(CHUNK));
      this.fill = 0;
    }
    this.chunks[this.chunks.length - 1].set(words.subarray(0, n), this.fill);
    this.offset[id] = (this.chunks.length - 1) * CHUNK + this.fill;
    this.length[id] = n;
    this.fill += n;
    if (this.count * 2 > this.table.length) this.growTable();
    return id;
  }

  /** The words that hold a state, and where it begins in them. */
  chunk(id: number): Int32Array {
    return this.chunks[Math.floor(this.offset[id] / CHUNK)];
  }
  at(id: number): number {
    return this.offset[id] % CHUNK;
  }

  private same(id: number, words: Int32Array, n: number): boolean {
    if (this.length[id] !== n) return false;
    const chunk = this.chunk(id);
    const at = this.at(id);
    for (let i = 0; i < n; i++) if (chunk[at + i] !== words[i]) return false;
    return true;
  }

  private growTable(): void {
    this.table = new Int32Array(this.table.length * 2).fill(-1);
    const mask = this.table.length - 1;
    for (let id = 0; id < this.count; id++) {
      let slot = this.hashes[id] & mask;
      while (this.table[slot] >= 0) slot = (slot + 1) & mask;
      this.table[slot] = id;
    }
  }

  private growRecords(): void {
    const size = this.offset.length * 2;
    const offset = new Float64Array(size);
    offset.set(this.offset);
    this.offset = offset;
    this.length = grown(this.length, size);
    this.hashes = grown(this.hashes, size);
    this.parent = grown(this.parent, size);
    this.move = grown(this.move, size);
  }
}

/** The words in an array of `size`, the rest 0. */
export function grown(words: Int32Array, size: number): Int32Array<ArrayBuffer> {
  const bigger = new Int32Array(size);
  bigger.set(words);
  return bigger;
}

function hash(words: Int32Array, n: number): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < n; i++) {
    h = Math.imul(h ^ words[i], 0x85ebca6b);
    h ^= h >>> 15;
  }
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

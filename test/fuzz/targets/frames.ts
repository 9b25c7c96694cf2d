import { FrameError, FrameReader, FrameWriter, frameBytesMin } from '../../../src/engine/exchange/frames.js';
import { sizes, X_DUE_LOW, X_KIND } from '../../../src/model/layout.js';
import { FORWARD_RELOCATION_REQUEST, UE_MOVE } from '../../../src/model/messages.js';
import type { Target } from '../target.js';

const SIZES = sizes(2);

/** Frames between workers, which come from other machines too. */
export function frameTarget(): Target {
  const reader = new FrameReader(SIZES);
  return {
    name: 'frame',
    inputs: [[FORWARD_RELOCATION_REQUEST], [UE_MOVE, FORWARD_RELOCATION_REQUEST + 1, UE_MOVE]].map(frameOf),
    take: async (bytes) => {
      try {
        reader.read(bytes, () => undefined);
        return true;
      } catch (error) {
        if (error instanceof FrameError) return false;
        throw error;
      }
    },
  };
}

/** A frame with transfers of some kinds. */
function frameOf(kinds: readonly number[]): Uint8Array {
  const writer = new FrameWriter(SIZES, kinds.length * frameBytesMin(SIZES));
  kinds.forEach((kind, n) => {
    const words = new Int32Array(SIZES.transfer).fill(n + 1);
    words[X_KIND] = kind;
    words[X_DUE_LOW] = 1_000_000 + n;
    if (!writer.add(words, 0)) throw new Error('the frame has no room');
  });
  return writer.take().slice();
}

import { FrameReader, FrameWriter } from '../src/engine/exchange/frames.js';
import { sizes, X_DUE_LOW, X_KIND, X_UE } from '../src/model/layout.js';
import { FORWARD_RELOCATION_REQUEST, RELOCATION_CANCEL_RESPONSE, UE_MOVE } from '../src/model/messages.js';
import { type BenchResult, nanoseconds } from './measure.js';

const TRANSFERS = 64;

/** What crosses between workers, in frames of 64: encoded and decoded, by what it carries. */
export async function bench(): Promise<BenchResult[]> {
  return [
    ...passing('a RELOCATION CANCEL RESPONSE', RELOCATION_CANCEL_RESPONSE),
    ...passing('a FORWARD RELOCATION REQUEST', FORWARD_RELOCATION_REQUEST),
    ...passing('a UE on the move', UE_MOVE),
  ];
}

function passing(what: string, kind: number): BenchResult[] {
  const size = sizes(2);
  const writer = new FrameWriter(size, 2 ** 16);
  const reader = new FrameReader(size);
  const words = new Int32Array(TRANSFERS * size.transfer);
  for (let n = 0; n < TRANSFERS; n++) {
    const x = n * size.transfer;
    words.fill(0x12345678, x, x + size.transfer);
    words[x + X_KIND] = kind;
    words[x + X_UE] = 1000 * n;
    words[x + X_DUE_LOW] = 10_000_000 + 50 * n;
  }
  const encode = () => {
    for (let x = 0; x < words.length; x += size.transfer) writer.add(words, x);
    return writer.take();
  };
  const frame = encode().slice();
  let sum = 0;
  return [
    nanoseconds(`frames: encode ${what}`, TRANSFERS, encode),
    nanoseconds(`frames: decode ${what}`, TRANSFERS, () => {
      reader.read(frame, (decoded) => {
        sum = (sum + decoded[X_UE]) | 0;
      });
    }),
  ];
}

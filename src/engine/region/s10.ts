import {
  X_DUE_HIGH,
  X_DUE_LOW,
  X_IDS,
  X_KIND,
  X_ORDER,
  X_QUIET,
  X_REGION,
  X_UE,
} from '../../model/layout.js';
import {
  COPY_SHIFT,
  FORWARD_RELOCATION_REQUEST,
  LATER_SHIFT,
  LOST,
  RELOCATION_CANCEL_RESPONSE,
} from '../../model/messages.js';
import { type Double, happens, isBelow, unsigned, type Words } from '../../model/words.js';
import { hash } from '../draws/random.js';
import type { Faults } from '../faults/faults.js';

/*
 * Reliable delivery on S10 (GTPv2-C over UDP, TS 29.274 7.6): who sends a request sends it again, unchanged and with
 * the same sequence number, every T3-RESPONSE until its answer comes, N3-REQUESTS times in all; who gets a request
 * that was answered before answers it again. No party's procedure has a part in that, so it is the link's: one
 * request on its way stands for all its copies.
 *
 *     attempt      0          1          2          k: it arrives, x: it is lost
 *     request      x          k          k          due one T3-RESPONSE later, and a copy one after that (LATER)
 *     answer                  x          k          the first is LOST, the one to the copy arrives
 *
 * Both ends draw the same fates, because these are keyed by the transaction (UE, attempt at a relocation, the two MMEs,
 * message) and the number of the datagram in it; so a duplicate comes exactly where an answer was lost. Attempts are
 * named by connection, and come round after 255 of them.
 *
 * A partition takes what is sent in it. Who sends a request does not know when it will be answered: it sends a copy too if
 * the partition begins before the answer has to be there.
 */

/** T3-RESPONSE. The operator's choice (TS 29.274 7.6 gives no value); 3 s is a usual one. */
export const T3_RESPONSE_US = 3_000_000;
/**
 * N3-REQUESTS: how often a request is sent at most. The operator's choice, too. The last copy leaves after 6 s, while
 * both ends of a relocation still wait (TS1RELOCprep, TS1RELOCoverall: 10 s): what is late is not too late.
 */
export const N3_REQUESTS = 3;

const PURPOSE = 0x5310;

/**
 * Decides what becomes of the S10 message in transfer x, when it leaves its region. Its word X_QUIET says when that was sent.
 *
 * @param w the words that hold it
 * @param loss below it a draw means that a datagram is lost (see threshold)
 * @param faults of the region, for the partitions among them
 * @returns datagrams that a partition took
 */
export function carry(w: Words, x: number, seed: number, loss: Double, faults: Faults): number {
  const word = w[x + X_KIND];
  const kind = word & 0xff;
  if (kind > RELOCATION_CANCEL_RESPONSE) return 0;
  // Requests and their answers take turns in the numbering.
  const isRequest = ((kind - FORWARD_RELOCATION_REQUEST) & 1) === 0;
  const own = w[x + X_ORDER] >>> 24;
  const other = w[x + X_REGION];
  const mmes = isRequest ? (own << 8) | other : (other << 8) | own;
  const request = isRequest ? kind : kind - 1;
  const transaction = (w[x + X_IDS] & 0xff) | (mmes << 8) | (request << 24);
  const key = hash(seed, w[x + X_UE], transaction, PURPOSE);
  if (isRequest) return send(w, x, key, loss, faults);
  const isDropped = isLost(key, N3_REQUESTS + (word >>> (8 + COPY_SHIFT)), loss);
  const isCut = !isDropped && faults.isCut(sentAt(w, x), 0, other);
  w[x + X_KIND] = isDropped || isCut ? kind | (LOST << 8) : kind;
  return isCut ? 1 : 0;
}

/** When the message in transfer x was sent, in µs since the start. */
function sentAt(w: Words, x: number): Double {
  const high: Double = w[x + X_DUE_HIGH];
  const late: Double = (w[x + X_DUE_LOW] - w[x + X_QUIET]) | 0;
  return high * 4294967296 + unsigned(w[x + X_DUE_LOW]) - late;
}

/** All attempts at a request: when the first copy arrives, if any does, and which others do. */
function send(w: Words, x: number, key: number, loss: Double, faults: Faults): number {
  const sent: Double = sentAt(w, x);
  const other = w[x + X_REGION];
  let first = -1;
  let later = 0;
  let copies = 0;
  let cut = 0;
  for (let attempt = 0; attempt < N3_REQUESTS; attempt++) {
    if (isLost(key, attempt, loss)) continue;
    const wait: Double = attempt * T3_RESPONSE_US;
    const time: Double = sent + wait;
    if (faults.isCut(time, 0, other)) {
      cut++;
      continue;
    }
    if (first < 0) first = attempt;
    else later |= 1 << (attempt - first - 1);
    const isAnswered = !isLost(key, N3_REQUESTS + copies, loss);
    if (isAnswered && !faults.isCut(time, T3_RESPONSE_US, other)) break;
    copies++;
  }
  // One that never arrives is lost when the last attempt would have.
  w[x + X_KIND] |= first < 0 ? LOST << 8 : later << (8 + LATER_SHIFT);
  delay(w, x, (first < 0 ? N3_REQUESTS - 1 : first) * T3_RESPONSE_US);
  return cut;
}

/** Whether datagram n of a transaction is lost: requests first, by attempt, then answers, by copy. */
function isLost(key: number, n: number, loss: Double): boolean {
  return happens(hash(key, n, 0, PURPOSE), loss);
}

function delay(w: Words, x: number, us: number): void {
  const before = w[x + X_DUE_LOW];
  w[x + X_DUE_LOW] = before + us;
  if (isBelow(w[x + X_DUE_LOW], before)) w[x + X_DUE_HIGH]++;
}

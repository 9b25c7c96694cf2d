import type { Host } from '../../engine/region/host.js';
import { ROW_USED } from '../../model/flags.js';
import { keyText } from '../../model/key-text.js';
import type { Keys } from '../../model/keys.js';
import {
  BLOCK,
  K_MME_AS,
  K_MME_NAS,
  K_MME_PENDING,
  K_UE_AS,
  K_UE_NAS,
  K_UE_PENDING,
  KIND,
  ORDER,
  UE_ID,
} from '../../model/layout.js';
import { algorithmsOf, hasNasKeys } from '../../model/payload.js';
import { isMessage } from '../../model/payload-layout.js';
import { blockKey, messageKey, rowKey } from '../../model/record.js';
import { has } from '../../model/row.js';
import type { Doubles, Words } from '../../model/words.js';
import { uestorm } from '../../trace/trace.pb.js';
import { TracedCore } from '../core.js';
import type { EventSink } from '../writer.js';

/** Who is looked for. */
export interface Quarry {
  /** -1: nobody yet. */
  readonly ue: number;
  /** Whoever this rule acts on is the one; 0: nobody is sought. */
  readonly rule: number;
  /** It is this one. False: somebody else was found before. */
  found(ue: number, region: number): boolean;
}

const UNKNOWN = new Uint8Array(0);

/**
 * The core that takes the place of a region's own while one of its UEs is watched, or while the next one is sought that a
 * rule acts on. It works on the same words, with the same keys: they say nothing of where a KeNB or NH comes from, so a
 * live ladder does not either.
 */
export class LiveCore extends TracedCore {
  /** Row of the UE when it was last seen here; 0: not yet. */
  private lastRow = 0;
  /** What is being handled, if it is a message; else 0. */
  private word = 0;
  private order = 0;

  constructor(
    w: Words,
    f: Doubles,
    keys: Keys,
    host: Host,
    private readonly quarry: Quarry,
    sink: EventSink,
  ) {
    const identities = {
      identity: (words: Words, at: number) => Buffer.from(keyText(keys, words, at), 'hex'),
      origin: () => UNKNOWN,
    };
    super(w, f, keys, identities, host, (ue) => ue === quarry.ue, sink);
  }

  /** Whether the UE was here, and its row is its own no more. */
  get hasLeft(): boolean {
    const { w, lastRow } = this;
    return lastRow !== 0 && !(has(w, lastRow, ROW_USED) && w[lastRow + UE_ID] === this.quarry.ue);
  }

  /** Whether the UE was seen here. */
  get hasSeen(): boolean {
    return this.lastRow !== 0;
  }

  protected override event(m: number): void {
    const { w } = this;
    this.word = isMessage(w[m + KIND] & 0xff) ? w[m + KIND] : 0;
    this.order = w[m + ORDER];
    super.event(m);
    this.word = 0;
  }

  /** The first event that a watch shows is the one in which the rule acts; the message that led to it stands before. */
  override verdict(u: number, rule: number, verdict: number): void {
    const { w, quarry, word } = this;
    if (rule === quarry.rule && quarry.found(w[u + UE_ID], this.region)) {
      this.beginEvent(w[u + UE_ID], u);
      if (word !== 0) {
        this.arriving = this.stamped(this.messageFields(u, word, this.order), uestorm.trace.What.RECEIVED);
      }
    }
    super.verdict(u, rule, verdict);
  }

  protected override finish(): void {
    if (this.isObserved && this.rowNow !== 0) this.lastRow = this.rowNow;
    super.finish();
  }

  /** The KASME itself where the message is protected with it; else of those that UE and MME hold the one that fits. */
  protected override kasmeOfNas(m: number): Uint8Array {
    const { w, keys, rowNow: u } = this;
    const text = (at: number): Uint8Array => Buffer.from(keyText(keys, w, at), 'hex');
    if (hasNasKeys(w, m) === 0) return text(messageKey(m));
    const places = [K_UE_NAS, K_MME_NAS].map((slot) => rowKey(this, u, slot));
    if (w[u + BLOCK] !== 0) {
      places.push(...[K_UE_PENDING, K_MME_PENDING, K_UE_AS, K_MME_AS].map((slot) => blockKey(this, u, slot)));
    }
    // Who looks derives nothing.
    const { derivations } = keys;
    const fit = places.find((at) => keys.matchesNas(w, messageKey(m), at, algorithmsOf(w, m)));
    keys.derivations = derivations;
    return fit === undefined ? UNKNOWN : text(fit);
  }
}

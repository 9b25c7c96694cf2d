import type { TraceEvent } from '../trace/event.js';
import { type Witness, witness } from './finding.js';
import { type Judge, UNSEEN } from './judge.js';

/** A KASME that an SMC of this MME is to take, or took, into use; null where it may be a new one or not. */
interface NewKasme {
  readonly kasme: string | null;
  readonly since: Witness;
}

/** Both KASMEs as FORWARD RELOCATION REQUEST brought them. */
interface Inherited {
  readonly newKasme: string;
  readonly since: Witness;
}

/**
 * The KASME that AS runs on, as one MME has it of one UE, and the rules about which keys the MME hands out: 3, 8, and 9.
 */
export class AsKasme {
  /** Null: not known, or none. */
  private as: string | null = null;
  /** KASMEs of SMCs that were started, of which no KeNB is in AS use. */
  private unused: NewKasme[] = [];
  private inherited: Inherited | null = null;
  /** A modification has ended since that may have brought a KeNB of the newest of these. */
  private isUnclear = false;

  /** What FORWARD RELOCATION REQUEST brought. */
  static relocated(event: TraceEvent): AsKasme {
    const { kasme, as_kasme: old } = event.keys ?? {};
    const found = new AsKasme();
    found.as = old ?? kasme ?? null;
    if (old !== undefined && kasme !== undefined)
      found.inherited = { newKasme: kasme, since: witness(event) };
    return found;
  }

  /** An SMC begins that takes this KASME into use. */
  smcBegan(kasme: string | null, since: Witness): void {
    this.unused.push({ kasme, since });
  }

  smcEndedWithout(kasme: string | null): void {
    this.unused = this.unused.filter((other) => other.kasme !== kasme);
  }

  /** A KeNB of this KASME is in AS use; KASMEs of older SMCs never will be. Null: of which is not known. */
  runsOn(kasme: string | null): void {
    this.as = kasme;
    this.inherited = null;
    this.isUnclear = false;
    const at =
      kasme === null ? this.unused.length - 1 : this.unused.findIndex((other) => other.kasme === kasme);
    this.unused = this.unused.slice(at + 1);
  }

  /** A modification has ended, and whether it brought the KeNB that is due is not shown. */
  mayRunOnNew(): void {
    this.isUnclear = true;
  }

  /** The connection has ended. */
  end(): void {
    this.as = null;
    this.unused = [];
    this.inherited = null;
    this.isUnclear = false;
  }

  /** Whether a re-key is due: the KASME in NAS use is not the one that AS runs on. */
  isBehind(nas: string | null): boolean {
    return this.inherited !== null || this.unused.some(({ kasme }) => kasme !== null && kasme === nas);
  }

  /** Rules 3 and 9: HANDOVER REQUEST and PATH SWITCH REQUEST ACKNOWLEDGE stay on the KASME that AS runs on. */
  judgeKey({ keys }: TraceEvent, judge: Judge): void {
    const { as, inherited, unused } = this;
    const kasme = keys?.from_kasme;
    const rule = inherited !== null ? 9 : 3;
    if (kasme === undefined) {
      if (inherited === null && unused.length === 0) return judge.kept(3);
      return judge.unjudged(rule, UNSEEN.origin);
    }
    if (this.isUnclear) return judge.unjudged(rule, UNSEEN.kenb);
    if (kasme === as) return judge.kept(rule);
    if (kasme === inherited?.newKasme) {
      return judge.broken(9, inherited.since, 'the target MME dropped the old KASME that came with the UE');
    }
    const wrong = unused.find((other) => other.kasme === kasme);
    if (wrong !== undefined) {
      return judge.broken(3, wrong.since, 'the MME took NH from a KASME of which no KeNB was in AS use');
    }
    if (unused.some((other) => other.kasme === null)) return judge.unjudged(3, UNSEEN.newKasme);
    judge.kept(rule);
  }

  /**
   * Rule 8; and 9, where what is not handed on came from yet another MME.
   *
   * @param nas KASME in NAS use
   */
  judgeRelocation({ keys }: TraceEvent, nas: string | null, judge: Judge): void {
    const { as, inherited, unused } = this;
    const old = keys?.as_kasme;
    // The KASME in NAS use came with an SMC of this MME, and no KeNB of it is in AS use.
    const since = unused.find(({ kasme }) => kasme !== null && kasme === nas)?.since;
    const needsBoth = as === null ? since !== undefined : nas !== null && as !== nas;
    const isKept = !needsBoth || (as === null ? old !== undefined : old === as);
    const rule = inherited !== null ? 9 : 8;
    if (needsBoth && this.isUnclear) return judge.unjudged(rule, UNSEEN.kenb);
    if (keys?.kasme === undefined && needsBoth) return judge.unjudged(rule, UNSEEN.contexts);
    if (!needsBoth && unused.some(({ kasme }) => kasme === null)) return judge.unjudged(8, UNSEEN.newKasme);
    if (!needsBoth) return judge.kept(8);
    if (isKept) return judge.kept(rule);
    if (inherited !== null && (old ?? keys?.kasme) === inherited.newKasme) {
      judge.broken(9, inherited.since, 'the MME did not hand on the old KASME that came with the UE');
    } else if (since !== undefined) {
      judge.broken(8, since, 'the UE was handed over without the KASME that its AS ran on');
    } else judge.unjudged(rule, UNSEEN.newKasme);
  }
}

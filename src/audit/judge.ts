import type { Interface } from '../trace/source.js';
import type { Witness } from './finding.js';

/** Why a rule could not be judged where it mattered. */
export const UNSEEN = {
  kenb: 'whether UE CONTEXT MODIFICATION REQUEST brings a KeNB is not shown',
  newKasme: 'whether the NAS SMC takes a new KASME into use is not shown',
  origin: 'which KASME the key comes from is not shown',
  contexts: 'FORWARD RELOCATION REQUEST shows neither KASME nor eKSI',
  radio: 'the messages of RRC are not visible',
  relocation:
    'what the MME sent between HANDOVER REQUIRED and HANDOVER COMMAND is not visible (HANDOVER REQUEST, or S10)',
  inherited: 'S10 is not visible: what came with the UE is not known',
  order: 'which of two messages was sent first is not shown: only where they arrive',
  x2: 'the messages of X2 are not visible',
} as const;
export type Unseen = (typeof UNSEEN)[keyof typeof UNSEEN];

/** Gets what the parties of a UE show of a rule, each time that it applies to a message. */
export interface Judge {
  /** The rule was kept. */
  kept(rule: number): void;
  /** It was broken: by the message at hand, because of an earlier one. */
  broken(rule: number, earlier: Witness, because: string): void;
  /** It applies, and what decides is not to be seen. */
  unjudged(rule: number, because: Unseen): void;
}

const KEYS = 'HANDOVER REQUEST or PATH SWITCH REQUEST ACKNOWLEDGE';
const RELOCATION = 'FORWARD RELOCATION REQUEST';

/** What each rule judges, from rule 1 on. */
const OCCASIONS = [
  'INITIAL CONTEXT SETUP REQUEST, or UE CONTEXT MODIFICATION REQUEST with a KeNB',
  'SECURITY MODE COMMAND',
  KEYS,
  'RRCConnectionReconfigurationComplete of a handover',
  'handover or UE context modification at an eNB',
  RELOCATION,
  RELOCATION,
  RELOCATION,
  `${KEYS} after ${RELOCATION} with two KASMEs`,
  'downlink NAS message',
  KEYS,
];

/** The interface without which a rule has nothing to judge, from rule 1 on; null: more than one tells, or S1 does. */
const INTERFACES: readonly (Interface | null)[] = [
  null,
  null,
  null,
  'rrc',
  null,
  's10',
  's10',
  's10',
  's10',
  null,
  null,
];

/** What became of a rule in a trace. */
export interface RuleReport {
  readonly rule: number;
  /** What it judges; if there is none, it has nothing to judge. */
  readonly occasion: string;
  /** The interface that would have had it, where none of its messages was seen and nothing could be judged. */
  readonly hidden?: Interface;
  /** How often it was judged, kept or broken, and how often it was broken. */
  readonly judged: number;
  readonly broken: number;
  /** How often it applied and could not be judged, by reason. */
  readonly unjudged: readonly { readonly because: string; readonly count: number }[];
}

/** Rules 1 to 10, and the guard beyond them. */
const RULES: readonly number[] = Array.from({ length: 11 }, (_, i) => i + 1);

/** Counts what was judged, rule by rule. */
export class Ledger {
  private readonly kept = new Int32Array(RULES.length + 1);
  private readonly broken = new Int32Array(RULES.length + 1);
  private readonly unjudged = RULES.map(() => new Map<Unseen, number>());

  addKept(rule: number): void {
    this.kept[rule]++;
  }

  addBroken(rule: number): void {
    this.broken[rule]++;
  }

  addUnjudged(rule: number, because: Unseen): void {
    const reasons = this.unjudged[rule - 1];
    reasons.set(because, (reasons.get(because) ?? 0) + 1);
  }

  /** @param sees whether messages of an interface were seen */
  report(sees: (at: Interface) => boolean): readonly RuleReport[] {
    return RULES.map((rule) => {
      const judged = this.kept[rule] + this.broken[rule];
      const unjudged = [...this.unjudged[rule - 1]].map(([because, count]) => ({ because, count }));
      const at = INTERFACES[rule - 1];
      const isHidden = at !== null && !sees(at) && judged === 0 && unjudged.length === 0;
      return {
        rule,
        occasion: OCCASIONS[rule - 1],
        ...(isHidden && { hidden: at }),
        judged,
        broken: this.broken[rule],
        unjudged,
      };
    });
  }
}

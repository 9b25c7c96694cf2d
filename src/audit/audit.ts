import { Ends } from '../trace/ends.js';
import type { TraceEvent, TraceNode } from '../trace/event.js';
import { OtherNames } from '../trace/other-names.js';
import { partyOf, type Source } from '../trace/source.js';
import type { CheckReport } from './check.js';
import { Counts } from './counts.js';
import { EnbAudit } from './enb.js';
import { type Finding, type Witness, witness } from './finding.js';
import { type Judge, Ledger, type RuleReport, UNSEEN } from './judge.js';
import { Kasmes } from './kasmes.js';
import { KeyChains } from './key-chains.js';
import { MmeContexts } from './mme-contexts.js';
import { Sight, type Terms } from './sight.js';
import { UeAudit } from './ue.js';

/*
 * The independent judge of a trace: it reads what parties sent and received, with the identities of their keys where
 * they are shown, and judges it by TS 33.401 clause 7.2.10 and the guard beyond it. It is written against the standard
 * and imports nothing of the rules, the procedures or the engine, and it looks at no verdict in the trace.
 */

export interface AuditOptions {
  /** What the source of the events can see; default: what the events show. */
  readonly source?: Source;
  /** Take it to the letter when an SMC ends (Terms). */
  readonly strict?: boolean;
}

/** What was judged, and what could not be. */
export interface AuditReport {
  readonly rules: readonly RuleReport[];
  readonly checks: readonly CheckReport[];
}

/** Rules that are broken by sending one message after another, whatever is in it. */
const BY_ORDER: ReadonlySet<number> = new Set([5, 7, 10, 11]);
/** The longest that a message is taken to be on its way, s; on S10 it may have been sent again. */
const TRANSIT_S = 1;
const TRANSIT_S10_S = 10;

/** Where two messages arrive does not say which one was sent first, unless they go the same way. */
function isOrdered(earlier: Witness, event: TraceEvent): boolean {
  if (!event.inferred && !earlier.inferred) return true;
  if (earlier.from === event.from && earlier.to === event.to) return true;
  const isS10 =
    [earlier.to, event.to].some((to) => to?.startsWith('mme')) && partyOf(event.from ?? 'ue') === 'mme';
  return event.t_seconds - earlier.t_seconds > (isS10 ? TRANSIT_S10_S : TRANSIT_S);
}

/** All parties of one UE. */
class UeParties {
  readonly kasmes = new Kasmes();
  readonly ue = new UeAudit();
  readonly enb: EnbAudit;
  readonly mmes = new Map<TraceNode, MmeContexts>();

  constructor(private readonly terms: Terms) {
    this.enb = new EnbAudit(terms);
  }

  mme(node: TraceNode): MmeContexts {
    let found = this.mmes.get(node);
    if (found === undefined) {
      found = new MmeContexts(this.terms);
      this.mmes.set(node, found);
    }
    return found;
  }
}

/** Judges events one by one, in the order of time. What it remembers grows with the number of UEs only. */
export class Audit {
  readonly names = new OtherNames();
  private readonly terms: Terms;
  private readonly ends: Ends;
  private readonly ledger = new Ledger();
  private readonly counts: Counts;
  private readonly chains: KeyChains;
  private readonly ues = new Map<number, UeParties>();

  /** @param onFinding gets each broken rule, at the event that breaks it */
  constructor(
    private readonly onFinding: (finding: Finding) => void,
    { source = {}, strict = false }: AuditOptions = {},
  ) {
    this.terms = { sight: new Sight(source), isStrict: strict };
    this.ends = new Ends(source, (event) => this.judge(event));
    this.counts = new Counts(onFinding);
    this.chains = new KeyChains(onFinding, this.terms);
  }

  push(event: TraceEvent): void {
    this.names.see(event.message, event.nas, event.t_seconds);
    this.terms.sight.see(event);
    this.ends.push(event);
  }

  /** No more events come: judges what was held back until it was clear what the source shows. */
  end(): void {
    this.ends.end();
  }

  report(): AuditReport {
    const { ledger, terms, counts, chains } = this;
    return {
      rules: ledger.report((at) => terms.sight.sees(at)),
      checks: [...counts.report(), ...chains.report()],
    };
  }

  private judge(event: TraceEvent): void {
    if (event.event === 'fault') return this.restarted(event);
    // What a party has received before it answers again, and knows no more than before.
    if (event.message === undefined || event.cause === 'duplicate') return;
    if (event.event !== 'sent' && event.event !== 'received') return;
    const { from, to } = event;
    const parties = this.parties(event.ue);
    const named = parties.kasmes.named(event);
    this.counts.see(named);
    if (event.event === 'sent' && from !== undefined) this.sent(named, from, parties);
    else if (event.event === 'received' && to !== undefined) this.received(named, to, parties);
  }

  /** An MME forgets the UE, and no context of its eNBs outlives that. (An eNB tells its MME by RESET.) */
  private restarted({ ue, from }: TraceEvent): void {
    if (from === undefined || partyOf(from) !== 'mme') return;
    const parties = this.parties(ue);
    parties.mmes.delete(from);
    parties.enb.restarted();
  }

  private sent(event: TraceEvent, from: TraceNode, parties: UeParties): void {
    const judge = this.judgeOf(event, from);
    parties.ue.sent(event, judge);
    this.chains.sent(event, from);
    if (partyOf(from) === 'enb') parties.enb.sent(event, judge);
    else if (partyOf(from) === 'mme') parties.mme(from).sent(event, judge);
  }

  private received(event: TraceEvent, to: TraceNode, parties: UeParties): void {
    this.chains.received(event, to);
    if (to === 'ue') parties.ue.received(event);
    else if (partyOf(to) === 'enb') parties.enb.received(event);
    else parties.mme(to).received(event);
  }

  private judgeOf(event: TraceEvent, party: TraceNode): Judge {
    const { ledger } = this;
    return {
      kept: (rule) => ledger.addKept(rule),
      unjudged: (rule, because) => ledger.addUnjudged(rule, because),
      broken: (rule, earlier, because) => {
        if (BY_ORDER.has(rule) && !isOrdered(earlier, event)) return ledger.addUnjudged(rule, UNSEEN.order);
        ledger.addBroken(rule);
        const { ue, t_seconds } = event;
        this.onFinding({ rule, ue, t_seconds, party, messages: [earlier, witness(event)], because });
      },
    };
  }

  private parties(ue: number): UeParties {
    let found = this.ues.get(ue);
    if (found === undefined) {
      found = new UeParties(this.terms);
      this.ues.set(ue, found);
    }
    return found;
  }
}

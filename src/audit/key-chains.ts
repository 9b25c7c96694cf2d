import type { TraceEvent, TraceNode } from '../trace/event.js';
import { Recent } from '../trace/recent.js';
import { partyOf } from '../trace/source.js';
import { Check, type CheckReport } from './check.js';
import { type Finding, type Witness, witness } from './finding.js';
import type { Terms } from './sight.js';

/*
 * The keys that MMEs hand to eNBs, beside the rules: what a KeNB derives from (TS 33.401 7.2.6.2, 7.2.9.2, A.3), and how
 * {NH, NCC} go on (7.2.8).
 */

/** A COUNT that a KeNB may derive from, and the message that has it. */
interface Origin {
  readonly kasme: string;
  readonly count: number;
  readonly since: Witness;
}

/** {NH, NCC} as one MME has them: from a KeNB on. */
interface Chain {
  /** Identity of that KeNB; null: it was not seen. */
  readonly kenb: string | null;
  /** What all MMEs that have it count from: the same one where S10 has handed it over. */
  readonly line: object;
  /** How often NH was stepped; modulo 8 it is NCC. */
  step: number;
  since: Witness;
  /**
   * What the next pair is: one step on; the same, where FORWARD RELOCATION REQUEST brings it to the MME that hands it to the
   * target eNB; or any, where the beginning of the chain was not seen.
   */
  next: 'step' | 'same' | 'any';
}

/** A chain as it was handed to another MME. */
interface Relocation {
  readonly to: TraceNode;
  readonly chain: Chain;
}

/** A UE CONTEXT MODIFICATION REQUEST without an answer; null: whether it brings a KeNB is not shown. */
interface Modification {
  readonly connection: number;
  readonly kenb: string | null;
  readonly since: Witness;
}

/** NCC has three bits. */
const NCC_MODULUS = 8;
/** NH of NCC 1 stays with the MME (TS 33.401 7.2.8.1.1). */
const FIRST_STEP = 1;
/** Pairs and connections of one UE that are remembered. */
const REMEMBERED_MAX = 16;

/** What target eNBs answer without the UE. */
const AHEAD_OF_ARRIVAL: ReadonlySet<string> = new Set([
  'HANDOVER REQUEST ACKNOWLEDGE',
  'HANDOVER FAILURE',
  'UE CONTEXT RELEASE COMPLETE',
  'RESET',
]);

class UeChains {
  /** COUNT of the message that began the connection, or of SECURITY MODE COMPLETE after it. */
  origin: Origin | null = null;
  /** Of the last SECURITY MODE COMPLETE. */
  complete: Origin | null = null;
  modification: Modification | null = null;
  readonly chains = new Map<TraceNode, Chain>();
  /** NHs that were handed out, and where first. */
  readonly pairs = new Recent<string, Witness>(REMEMBERED_MAX);
  /** The chain that the UE is on; how many steps it has made, and its eNB has been given. */
  line: object | null = null;
  applied: number | null = null;
  atEnb: number | null = null;
  /** Steps that target eNBs were given, by connection. */
  readonly targets = new Recent<number, number>(REMEMBERED_MAX);
  /** By connection at the target. */
  readonly relocations = new Recent<number, Relocation>(REMEMBERED_MAX);
  /** Those of which the target eNB was told. A request that was sent again may come long after its relocation was given up. */
  readonly arrivals = new Recent<number, Relocation>(REMEMBERED_MAX);
}

/** Judges the key chains of all UEs. */
export class KeyChains {
  private readonly ues = new Map<number, UeChains>();
  private readonly kenbCount: Check;
  private readonly origin: Check;
  private readonly chain: Check;
  private readonly reuse: Check;
  private readonly step: Check;
  private readonly wrap: Check;

  constructor(
    onFinding: (finding: Finding) => void,
    private readonly terms: Terms,
  ) {
    this.kenbCount = new Check('kenb_count', onFinding);
    this.origin = new Check('key_origin', onFinding);
    this.chain = new Check('nh_chain', onFinding);
    this.reuse = new Check('nh_reuse', onFinding);
    this.step = new Check('ncc_step', onFinding);
    this.wrap = new Check('ncc_wrap', onFinding);
  }

  report(): readonly CheckReport[] {
    return [this.kenbCount, this.origin, this.chain, this.reuse, this.step, this.wrap].map((check) =>
      check.report(),
    );
  }

  sent(event: TraceEvent, from: TraceNode): void {
    if (partyOf(from) !== 'mme') return;
    const ue = this.of(event.ue);
    switch (event.message) {
      case 'INITIAL CONTEXT SETUP REQUEST':
        this.judgeKenb(event, from, ue.origin);
        ue.modification = null;
        begin(ue, from, event.keys?.kenb ?? null, witness(event));
        break;
      case 'UE CONTEXT MODIFICATION REQUEST':
        this.modified(event, from, ue);
        break;
      case 'FORWARD RELOCATION REQUEST':
      case 'PATH SWITCH REQUEST ACKNOWLEDGE':
      case 'HANDOVER REQUEST':
        this.handedOut(event, from, ue);
    }
  }

  received(event: TraceEvent, to: TraceNode): void {
    if (partyOf(to) !== 'mme') return;
    const ue = this.of(event.ue);
    const { message, nas, connection = 0 } = event;
    const isFromEnb = event.from !== undefined && partyOf(event.from) === 'enb';
    if (isFromEnb && !AHEAD_OF_ARRIVAL.has(message ?? '')) arrive(ue, to, connection);
    if (message === 'PATH SWITCH REQUEST') arrive(ue, to, event.other_connection ?? 0);
    if (message === 'INITIAL UE MESSAGE') {
      ue.origin = originOf(event);
      // It is not coming by handover any more.
      ue.arrivals.clear();
    }
    if (nas === 'SECURITY MODE COMPLETE') {
      ue.complete = originOf(event);
      ue.origin = ue.complete;
    }
    switch (message) {
      case 'UE CONTEXT MODIFICATION RESPONSE':
        if (ue.modification?.connection !== connection) break;
        if (ue.modification.kenb === null) lose(ue, to);
        else begin(ue, to, ue.modification.kenb, ue.modification.since);
        ue.modification = null;
        break;
      case 'UE CONTEXT MODIFICATION FAILURE':
        if (ue.modification?.connection === connection) ue.modification = null;
        break;
      case 'HANDOVER NOTIFY':
        ue.applied = ue.targets.get(connection) ?? null;
        ue.atEnb = ue.applied;
        break;
      case 'PATH SWITCH REQUEST':
        ue.applied = ue.atEnb ?? ue.applied;
    }
  }

  private modified(event: TraceEvent, mme: TraceNode, ue: UeChains): void {
    const kenb = event.keys?.kenb ?? null;
    if (kenb === null && this.terms.sight.kenb) return;
    this.judgeKenb(event, mme, ue.complete);
    ue.modification = { connection: event.connection ?? 0, kenb, since: witness(event) };
  }

  /** Which COUNT a KeNB derives from, and whether it derives from a KASME of the UE at all. */
  private judgeKenb(event: TraceEvent, mme: TraceNode, origin: Origin | null): void {
    const { kenb_count: count, from_kasme: kasme } = event.keys ?? {};
    this.judgeOrigin(event, mme, 'KeNB', count);
    if (count === undefined) return;
    if (origin === null || origin.kasme !== kasme) {
      return this.kenbCount.unjudge('the uplink NAS message whose COUNT it should derive from is not shown');
    }
    this.kenbCount.judge();
    if (origin.count === count) return;
    const because = `the KeNB derives from uplink COUNT ${count}, and that of ${origin.since.message} is ${origin.count}`;
    this.kenbCount.tell(event, mme, origin.since, because);
  }

  private judgeOrigin(event: TraceEvent, mme: TraceNode, what: string, derivation: number | undefined): void {
    const isUnderived = event.keys?.underived === true;
    if (derivation === undefined && !isUnderived) return;
    this.origin.judge();
    if (!isUnderived) return;
    this.origin.tell(event, mme, witness(event), `the ${what} derives from no KASME of the UE that is known`);
  }

  /** {NH, NCC} go to an eNB or to another MME. */
  private handedOut(event: TraceEvent, mme: TraceNode, ue: UeChains): void {
    const { ncc, nh, nh_step: derivation } = event.keys ?? {};
    if (ncc === undefined) return;
    this.judgeOrigin(event, mme, 'NH', derivation);
    const isOn = event.message !== 'FORWARD RELOCATION REQUEST';
    const chain = chainOf(ue, mme, ncc, event);
    const isSame = chain.next === 'same' && isOn;
    if (isSame) this.handedOn(event, mme, chain, ncc);
    else if (chain.next !== 'any') this.stepped(event, mme, chain, ncc);
    if (nh !== undefined && !isSame) this.judgeReuse(event, mme, ue, nh);
    this.judgeChain(event, mme, ue, chain);
    if (isOn) this.judgeWrap(event, mme, ue, chain);
    chain.since = witness(event);
    chain.next = 'step';
    if (event.message === 'PATH SWITCH REQUEST ACKNOWLEDGE') ue.atEnb = chain.step;
    if (event.message === 'HANDOVER REQUEST') ue.targets.set(event.connection ?? 0, chain.step);
    if (!isOn && event.to !== undefined) {
      ue.relocations.set(event.connection ?? 0, { to: event.to, chain: { ...chain } });
    }
  }

  /** The target MME passes on the pair that it was given. */
  private handedOn(event: TraceEvent, mme: TraceNode, chain: Chain, ncc: number): void {
    this.step.judge();
    const given = chain.step % NCC_MODULUS;
    if (given === ncc) return;
    this.step.tell(event, mme, chain.since, `the target MME was given NCC ${given} and hands on NCC ${ncc}`);
    chain.step += stepsTo(ncc, chain.step);
  }

  private stepped(event: TraceEvent, mme: TraceNode, chain: Chain, ncc: number): void {
    const before = chain.step % NCC_MODULUS;
    const steps = stepsTo(ncc, chain.step);
    chain.step += steps;
    this.step.judge();
    if (steps === 1) return;
    this.step.tell(event, mme, chain.since, `NCC ${ncc} follows NCC ${before}: it should be one step`);
  }

  private judgeReuse(event: TraceEvent, mme: TraceNode, ue: UeChains, nh: string): void {
    this.reuse.judge();
    const first = ue.pairs.get(nh);
    if (first === undefined) return ue.pairs.set(nh, witness(event));
    this.reuse.tell(event, mme, first, 'the NH was handed out before');
  }

  /** An NH of a KeNB that is not the one in AS use: of an older one, or of one that has not been taken into use. */
  private judgeChain(event: TraceEvent, mme: TraceNode, { modification }: UeChains, chain: Chain): void {
    const from = event.keys?.from_kenb;
    if (from === undefined || chain.kenb === null || modification !== null) return;
    this.chain.judge();
    if (from === chain.kenb) return;
    this.chain.tell(event, mme, chain.since, 'the NH is of a KeNB that AS does not run on');
  }

  /** The UE makes as many steps as NCC shows: of eight it sees none. */
  private judgeWrap(event: TraceEvent, mme: TraceNode, ue: UeChains, chain: Chain): void {
    const { line, applied, atEnb } = ue;
    if (line !== chain.line || applied === null) return;
    const ahead = chain.step - applied;
    // Re-establishment brings the UE to the pair that its eNB has, without a message on S1.
    const isAtLeast = chain.step - Math.max(applied, atEnb ?? 0) >= NCC_MODULUS;
    if (ahead >= NCC_MODULUS && !isAtLeast) return this.wrap.unjudge('the messages of RRC are not visible');
    this.wrap.judge();
    if (!isAtLeast) return;
    this.wrap.tell(
      event,
      mme,
      chain.since,
      `the UE is ${ahead} steps of NH behind, and NCC shows ${ahead % NCC_MODULUS}`,
    );
  }

  private of(ue: number): UeChains {
    let found = this.ues.get(ue);
    if (found === undefined) {
      found = new UeChains();
      this.ues.set(ue, found);
    }
    return found;
  }
}

/** The uplink COUNT of a NAS message; null: it is not shown, or of which KASME. */
function originOf(event: TraceEvent): Origin | null {
  const { nas_count: count, keys } = event;
  if (count === undefined || keys?.kasme === undefined) return null;
  return { kasme: keys.kasme, count, since: witness(event) };
}

/** A KeNB goes into AS use, and with it a new chain. */
function begin(ue: UeChains, mme: TraceNode, kenb: string | null, since: Witness): void {
  const line = {};
  ue.chains.set(mme, { kenb, line, step: FIRST_STEP, since, next: 'step' });
  ue.line = line;
  ue.applied = 0;
  ue.atEnb = null;
  ue.targets.clear();
}

/** A KeNB may have gone into AS use, or not: how NCC goes on tells nothing until the next pair. */
function lose(ue: UeChains, mme: TraceNode): void {
  ue.chains.delete(mme);
  ue.line = null;
  ue.applied = null;
}

/** A message of a connection shows that the UE of a relocation is there: the MME goes on with what came with it. */
function arrive(ue: UeChains, mme: TraceNode, connection: number): void {
  const arrival = ue.arrivals.get(connection);
  if (arrival?.to !== mme) return;
  ue.arrivals.delete(connection);
  ue.chains.set(mme, arrival.chain);
}

/** The chain that the keys of a message are of. */
function chainOf(ue: UeChains, mme: TraceNode, ncc: number, event: TraceEvent): Chain {
  const { message, connection = 0, other_connection: source } = event;
  const known = ue.chains.get(mme);
  const since = witness(event);
  if (message !== 'HANDOVER REQUEST') {
    if (known !== undefined) return known;
  } else {
    const relocation = ue.relocations.get(connection);
    if (relocation?.to === mme) {
      ue.relocations.delete(connection);
      const inherited: Chain = { ...relocation.chain, next: 'same' };
      ue.arrivals.set(connection, { to: mme, chain: inherited });
      return inherited;
    }
    // The UE comes from elsewhere, and what came with it was not seen, unless this MME has it at another connection.
    if (known !== undefined && source !== undefined) return known;
  }
  const chain: Chain = { kenb: null, line: {}, step: ncc, since, next: 'any' };
  ue.chains.set(mme, chain);
  return chain;
}

const stepsTo = (ncc: number, step: number): number =>
  (((ncc - step) % NCC_MODULUS) + NCC_MODULUS) % NCC_MODULUS;

import assert from 'node:assert/strict';
import { CAUSE_NAMES } from '../src/model/causes.js';
import type { Channel } from '../src/model/channels.js';
import {
  EN_AS,
  EN_CONTEXT,
  EN_PAIR,
  MME_AS,
  MME_AS_OLD,
  MME_CONNECTED,
  MME_REGISTERED,
  UE_AS,
  UE_AS_OLD,
  UE_CONNECTED,
  UE_REGISTERED,
} from '../src/model/flags.js';
import type { InvariantName } from '../src/model/invariants.js';
import {
  ARG_A,
  K_EN_KENB,
  K_EN_NH,
  K_MME_AS,
  K_MME_NAS,
  K_MME_NH,
  K_UE_AS,
  K_UE_KENB,
  K_UE_NAS,
  K_UE_NH,
  STATE,
} from '../src/model/layout.js';
import {
  AT_TARGET,
  CONGESTED,
  LOST,
  MESSAGES,
  NAS_NON_DELIVERY_INDICATION,
  type Party,
  REFUSED,
  SWAPPED,
} from '../src/model/messages.js';
import { NAS_MESSAGES } from '../src/model/nas-messages.js';
import { CANCELLED, COMPLETED, FAILED, REFUSED_OFFER, REJECTED, SUPERSEDED } from '../src/model/outcomes.js';
import { causeOf } from '../src/model/payload.js';
import { carries } from '../src/model/payload-layout.js';
import { PROCEDURE_NAMES, type ProcedureName } from '../src/model/procedures.js';
import { blockKey, crosses, rowKey } from '../src/model/record.js';
import {
  enCell,
  enNcc,
  enPairNcc,
  mmeAlgorithms,
  mmeDl,
  mmeEksi,
  mmeNcc,
  mmeUl,
  ueAlgorithms,
  ueCell,
  ueDl,
  ueEksi,
  ueNcc,
  ueUl,
} from '../src/model/row.js';
import { TRAFFIC_KINDS, type TrafficKind } from '../src/model/traffic.js';
import { VERDICT_HOLD, VERDICT_REJECT, VERDICT_SELECT } from '../src/model/verdicts.js';
import { Network } from './network.js';
import type { Message, NetworkOptions, Region, TimerName } from './network-region.js';

export type { TimerName } from './network-region.js';

/** Steps after which a network that does not come to rest never will. */
const STEPS_MAX = 600;

const NON_DELIVERY = MESSAGES[NAS_NON_DELIVERY_INDICATION].name;

const OUTCOME_NAMES: Readonly<Record<number, keyof Outcomes>> = {
  [COMPLETED]: 'completed',
  [FAILED]: 'failed',
  [REJECTED]: 'rejected',
  [CANCELLED]: 'cancelled',
  [SUPERSEDED]: 'superseded',
  [REFUSED_OFFER]: 'refused',
};

/** How often a procedure was offered, and the ends that it had (those it never had are left out). */
export interface Outcomes {
  offered: number;
  completed?: number;
  failed?: number;
  rejected?: number;
  cancelled?: number;
  superseded?: number;
  refused?: number;
}

export interface RuleCounts {
  readonly checks: number;
  readonly holds: number;
  readonly rejects: number;
  readonly selections: number;
  /** How long each hold lasted, in simulated ms. */
  readonly heldMs: readonly number[];
}

/** A message that a party has handled. */
export interface Handled {
  readonly message: string;
  readonly nas: string;
  readonly from: Party;
  readonly to: Party;
  readonly channel: Channel;
  /** What the message says in its own words: a NAS COUNT and eKSI, or an NCC. */
  readonly a: number;
  /** Why a party did not do what it was asked for; '' if the message says nothing of it. */
  readonly cause: string;
}

export interface DriverOptions extends Partial<NetworkOptions> {
  readonly start?: 'connected' | 'idle' | 'off';
}

/**
 * What a test says to the network: which traffic arrives, which message is delivered next and with which fate,
 * which timer expires. A message is named by its specification; a NAS message by its own name, not by its
 * transport's. One that would have to overtake another on its link cannot be delivered.
 */
export class Driver {
  readonly network: Network;
  /** Messages handled so far, in order. Lost ones, discarded ones and the UE's own move are not among them. */
  readonly handled: Handled[] = [];

  constructor({ start = 'connected', ...options }: DriverOptions = {}) {
    this.network = new Network({
      ...{ without: [], retries: 2, spareRows: 2, inactivity: false, activeFlag: false },
      // No delay between UE CONTEXT MODIFICATION REQUEST and reconfiguration: what is not about it need not wait for it.
      enb: { nasDuringKeyChange: 'sent', modificationResponse: 'after_rrc' },
      nasAlgorithms: 'same',
      ...options,
    });
    if (start === 'connected') this.network.connected();
    else if (start === 'idle') this.network.registered();
    else this.network.switchedOff();
  }

  /* What happens */

  /** A traffic event arrives at the UE. */
  offer(kind: TrafficKind): void {
    assert.ok(this.offered(kind), `${kind} makes no sense for this UE now`);
  }

  /** A traffic event arrives; false if it makes no sense in the UE's state, and is not an offer. */
  offered(kind: TrafficKind): boolean {
    return this.network.offer(TRAFFIC_KINDS.indexOf(kind));
  }

  /** Delivers messages one after the other, each to its final receiver: a NAS message over both its hops. */
  deliver(...names: readonly string[]): void {
    for (const name of names) this.receive(this.find(name), 0);
  }

  /** Delivers a NAS message to the eNB only. */
  deliverToEnb(name: string): void {
    const message = this.find(name);
    assert.equal(MESSAGES[message.kind].to, 'enb', `${name} has passed the eNB`);
    this.pass(message, 0);
  }

  /** S10 or the radio loses a message for good; a NAS message that is still on S1 reaches its eNB before. */
  lose(name: string): void {
    const message = this.find(name);
    if (crosses(message.kind)) {
      this.pass(message, LOST);
      return;
    }
    const onRadio = MESSAGES[message.kind].loss === undefined ? this.pass(message, 0) : message;
    assert.ok(onRadio, `${name} is not sent by radio`);
    this.pass(onRadio, LOST);
  }

  /** Delivers an S10 message of which another copy stays in flight: an answer was late, or will be lost. */
  duplicate(name: string): void {
    const message = this.find(name);
    assert.ok(crosses(message.kind), `${name} is not sent on S10`);
    this.network.inFlight.push({ ...message, isDuplicate: true });
    this.pass(message, 0);
  }

  /** The receiver refuses what a message asks for: reject, failure, or a target cell that cannot be reached. */
  refuse(name: string): void {
    this.receive(this.find(name), REFUSED);
  }

  /** The UE does not reach the target of a handover, and selects its cell all the same when T304 expires. */
  missTarget(name: string): void {
    this.receive(this.find(name), REFUSED | AT_TARGET);
  }

  /** Delivers a message to an MME whose input queue is full. */
  congest(name: string): void {
    this.receive(this.find(name), CONGESTED);
  }

  /** Delivers RRCConnectionReconfigurationComplete; the eNB starts a held handover before it sends RESPONSE. */
  deliverSwapped(name: string): void {
    this.pass(this.find(name), SWAPPED);
  }

  /** A timer expires, and time goes on to that moment. */
  expire(name: TimerName): void {
    const timer = this.network.timers.find((each) => each.name === name);
    assert.ok(timer, `${name} does not run; running: ${this.running.join(', ') || 'none'}`);
    this.network.expire(timer);
  }

  /** Delivers everything in flight, oldest first, until nothing is; timers do not expire. */
  drain(): void {
    for (let steps = 0; this.network.inFlight.length > 0; steps++) {
      assert.ok(steps < STEPS_MAX, `messages for ever: ${this.inFlight.join(', ')}`);
      this.pass(this.network.inFlight[0], 0);
    }
  }

  /** Everything runs to its end: messages oldest first, and timers when nothing is in flight. */
  finish(): void {
    const { network } = this;
    for (let steps = 0; network.inFlight.length > 0 || network.timers.length > 0; steps++) {
      assert.ok(steps < STEPS_MAX, `no rest: ${[...this.inFlight, ...this.running].join(', ')}`);
      if (network.inFlight.length > 0) this.pass(network.inFlight[0], 0);
      else network.expire(network.timers.reduce((a, b) => (b.due < a.due ? b : a)));
    }
  }

  /** Everything runs to its end, nothing was violated, and every procedure that was offered has ended. */
  finishClean(): void {
    this.finish();
    assert.deepEqual(this.network.violations, []);
    for (const name of PROCEDURE_NAMES) {
      const { offered, ...ends } = this.procedure(name);
      const ended = Object.values(ends).reduce((sum, n) => sum + n, 0);
      assert.equal(ended, offered, `${name}: offered and ended`);
    }
  }

  /* What can be seen */

  /** Names of the messages in flight, oldest first: NAS messages by their own. */
  get inFlight(): string[] {
    return this.network.inFlight.map(nameOf);
  }

  /** Names of the timers that run. */
  get running(): TimerName[] {
    return this.network.timers.map((timer) => timer.name);
  }

  get violations(): readonly string[] {
    return this.network.violations;
  }

  procedure(name: ProcedureName): Outcomes {
    const { offered, outcomes } = this.network.procedures[PROCEDURE_NAMES.indexOf(name)];
    const result: Outcomes = { offered };
    outcomes.forEach((n, outcome) => {
      if (n > 0) result[OUTCOME_NAMES[outcome]] = n;
    });
    return result;
  }

  /** How the traffic events of a kind that are over have ended. */
  traffic(kind: TrafficKind): { completed: number; failed: number } {
    const ends = this.network.demands.filter((demand) => TRAFFIC_KINDS[demand.kind] === kind);
    const completed = ends.filter((demand) => demand.completed).length;
    return { completed, failed: ends.length - completed };
  }

  rule(number: number): RuleCounts {
    const { checks, verdicts, heldMs } = this.network.rules[number];
    return {
      checks,
      holds: verdicts[VERDICT_HOLD],
      rejects: verdicts[VERDICT_REJECT],
      selections: verdicts[VERDICT_SELECT],
      heldMs,
    };
  }

  /** Causes that were given, in order, of messages of a name. */
  causes(name: string): string[] {
    return this.handled.filter(({ message }) => message === name).map(({ cause }) => cause);
  }

  /** Names of the messages handled, in order: a NAS message once, when its receiver gets it. */
  get ladder(): string[] {
    return this.handled
      .filter(({ nas, to }) => nas === '' || to !== 'enb')
      .map(({ message, nas }) => (nas === '' || message === NON_DELIVERY ? message : nas));
  }

  /** What the UE holds. */
  get ue() {
    const { region, u } = this.place();
    const { w } = region;
    const old = (w[u + STATE] & UE_AS_OLD) !== 0;
    return {
      registered: (w[u + STATE] & UE_REGISTERED) !== 0,
      connected: (w[u + STATE] & UE_CONNECTED) !== 0,
      as: (w[u + STATE] & UE_AS) !== 0,
      region: region.region,
      cell: ueCell(w, u),
      kasme: key(region, rowKey(region, u, K_UE_NAS)),
      eksi: ueEksi(w, u),
      algorithms: ueAlgorithms(w, u),
      ul: ueUl(w, u),
      dl: ueDl(w, u),
      kenb: key(region, rowKey(region, u, K_UE_KENB)),
      ncc: ueNcc(w, u),
      nh: key(region, rowKey(region, u, K_UE_NH)),
      /** KASME that AS runs on. */
      asKasme: key(region, old ? blockKey(region, u, K_UE_AS) : rowKey(region, u, K_UE_NAS)),
    };
  }

  /** What the serving eNB holds. */
  get enb() {
    const { region, u } = this.place();
    const { w } = region;
    return {
      context: (w[u + STATE] & EN_CONTEXT) !== 0,
      as: (w[u + STATE] & EN_AS) !== 0,
      cell: enCell(w, u),
      kenb: key(region, rowKey(region, u, K_EN_KENB)),
      ncc: enNcc(w, u),
      /** The unused {NH, NCC}, if it holds one. */
      pair:
        (w[u + STATE] & EN_PAIR) === 0
          ? null
          : { nh: key(region, rowKey(region, u, K_EN_NH)), ncc: enPairNcc(w, u) },
    };
  }

  /** What the MME of the region that the UE is in holds. */
  get mme() {
    const { region, u } = this.place();
    const { w } = region;
    const old = (w[u + STATE] & MME_AS_OLD) !== 0;
    return {
      registered: (w[u + STATE] & MME_REGISTERED) !== 0,
      connected: (w[u + STATE] & MME_CONNECTED) !== 0,
      as: (w[u + STATE] & MME_AS) !== 0,
      kasme: key(region, rowKey(region, u, K_MME_NAS)),
      eksi: mmeEksi(w, u),
      algorithms: mmeAlgorithms(w, u),
      ul: mmeUl(w, u),
      dl: mmeDl(w, u),
      nh: key(region, rowKey(region, u, K_MME_NH)),
      ncc: mmeNcc(w, u),
      asKasme: key(region, old ? blockKey(region, u, K_MME_AS) : rowKey(region, u, K_MME_NAS)),
    };
  }

  /** Asserts that all three parties hold the same, and that AS runs on the KASME in NAS use. */
  assertAgreement(): void {
    const { ue, enb, mme } = this;
    assert.equal(ue.kasme, mme.kasme, 'KASME of UE and MME');
    assert.equal(ue.eksi, mme.eksi, 'eKSI of UE and MME');
    assert.equal(ue.algorithms, mme.algorithms, 'NAS algorithms of UE and MME');
    // A COUNT of a message that was lost is used up at its sender only.
    assert.ok(mme.ul <= ue.ul, `UL NAS COUNT: the MME expects ${mme.ul}, the UE sends ${ue.ul}`);
    assert.ok(ue.dl <= mme.dl, `DL NAS COUNT: the UE expects ${ue.dl}, the MME sends ${mme.dl}`);
    assert.equal(ue.kenb, enb.kenb, 'KeNB of UE and eNB');
    assert.equal(ue.ncc, enb.ncc, 'NCC of UE and eNB');
    assert.equal(ue.asKasme, mme.asKasme, 'KASME that AS runs on');
    assert.equal(ue.asKasme, ue.kasme, 'KASME of AS and of NAS');
  }

  /* Inside */

  private place() {
    const { where } = this.network;
    assert.ok(where, 'the UE is on its way to another region');
    return where;
  }

  /** The oldest message of a name that may be delivered now. */
  private find(name: string): Message {
    const { inFlight } = this.network;
    const named = inFlight.filter((message) => nameOf(message) === name);
    assert.ok(
      named.length > 0,
      `${name} is not in flight; in flight: ${this.inFlight.join(', ') || 'nothing'}`,
    );
    const head = named.find((message) => this.before(message) === undefined);
    if (head) return head;
    const before = this.before(named[0])!;
    assert.fail(`${name} cannot overtake ${nameOf(before)} on ${MESSAGES[before.kind].channel}`);
  }

  /** A message that must arrive before this one, because it was sent before it on the same link. */
  private before(message: Message): Message | undefined {
    if (message.link === '') return undefined;
    const first = this.network.inFlight.find((each) => each.link === message.link);
    return first === message ? undefined : first;
  }

  /** Delivers a message to its final receiver, which meets it with a fate. */
  private receive(message: Message, fate: number): void {
    if (message.nas === 0 || MESSAGES[message.kind].to !== 'enb') {
      this.pass(message, fate);
      return;
    }
    const next = this.pass(message, 0);
    if (next === undefined) return;
    const before = this.before(next);
    assert.ok(!before, before && `${nameOf(next)} cannot overtake ${nameOf(before)} on its second hop`);
    this.pass(next, fate);
  }

  /** Delivers one message; returns its next hop if it is a NAS message that the eNB passes on. */
  private pass(message: Message, fate: number): Message | undefined {
    const { network } = this;
    const { region, at, kind, nas } = message;
    const { name, from, to, channel } = MESSAGES[kind];
    const discarded = network.discarded;
    const a = crosses(kind) ? 0 : region.w[at + ARG_A];
    const cause = CAUSE_NAMES[carries(kind, 'cause') ? causeOf(region.w, at) - 1 : -1] ?? '';
    network.deliver(message, fate);
    if (name === '(UE moves)' || (fate & LOST) !== 0 || network.discarded !== discarded) return undefined;
    this.handled.push({ message: name, nas: NAS_MESSAGES[nas], from, to, channel, a, cause });
    const last = network.inFlight.at(-1);
    return nas !== 0 && to === 'enb' && last && nameOf(last) === nameOf(message) ? last : undefined;
  }
}

function nameOf({ kind, nas }: Message): string {
  const ownName = nas === 0 || kind === NAS_NON_DELIVERY_INDICATION;
  return ownName ? MESSAGES[kind].name : NAS_MESSAGES[nas];
}

/** A key as a name that can be compared and printed. */
function key(region: Region, at: number): string {
  const { w } = region;
  return [w[at], w[at + 1]].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

/** Asserts which invariants were violated, each at least once, and no others. */
export function assertViolated(driver: Driver, ...invariants: readonly InvariantName[]): void {
  assert.deepEqual([...new Set(driver.violations)].sort(), [...invariants].sort());
}

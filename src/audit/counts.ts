import type { TraceEvent } from '../trace/event.js';
import { interfaceOf } from '../trace/source.js';
import { Check, type CheckReport } from './check.js';
import { type Finding, type Witness, witness } from './finding.js';
import { Numbers } from './numbers.js';

/*
 * NAS COUNTs (TS 33.401 6.5 and 8, TS 24.301 4.4.3): no COUNT is used twice with one key and in one direction, and who
 * receives one for the second time does not act on it.
 */

/** What answers a NAS message, and so shows that it was accepted. */
const ANSWERS: Readonly<Record<string, readonly string[]>> = {
  'ATTACH REQUEST': ['ATTACH ACCEPT', 'ATTACH REJECT'],
  'DETACH REQUEST': ['DETACH ACCEPT'],
  'SERVICE REQUEST': ['INITIAL CONTEXT SETUP REQUEST', 'SERVICE ACCEPT', 'SERVICE REJECT'],
  'TRACKING AREA UPDATE REQUEST': ['TRACKING AREA UPDATE ACCEPT', 'TRACKING AREA UPDATE REJECT'],
  'AUTHENTICATION REQUEST': ['AUTHENTICATION RESPONSE', 'AUTHENTICATION FAILURE'],
  'SECURITY MODE COMMAND': ['SECURITY MODE COMPLETE', 'SECURITY MODE REJECT'],
  'IDENTITY REQUEST': ['IDENTITY RESPONSE'],
  'GUTI REALLOCATION COMMAND': ['GUTI REALLOCATION COMPLETE'],
  'PDN CONNECTIVITY REQUEST': ['ACTIVATE DEFAULT EPS BEARER CONTEXT REQUEST', 'PDN CONNECTIVITY REJECT'],
};

type Direction = 'uplink' | 'downlink';

/** COUNTs of one key in one direction, where messages pass one interface. */
interface Used {
  readonly key: string;
  readonly numbers: Numbers;
  /** The latest messages, by COUNT. */
  readonly latest: Map<number, Witness>;
}

/** Messages of a key that are remembered. */
const LATEST_MAX = 16;
/** Keys of a UE that are remembered: three KASMEs, two directions, two interfaces, and the next of each. */
const KEYS_MAX = 24;

/** A message with a COUNT that was used before, which should be passed over. */
interface Repeated {
  readonly nas: string;
  readonly direction: Direction;
  readonly because: string;
  readonly since: Witness;
}

class UeCounts {
  used: Used[] = [];
  repeated: Repeated | null = null;
  /** Keys and COUNTs that were told of. */
  readonly told = new Set<string>();
  /** KASME of a SECURITY MODE COMMAND without an answer; the message at hand is the same one again. */
  commanded: string | null = null;
  isResent = false;
}

/** Why the COUNT of a NAS message is not judged. */
function hiddenIn({ nas_count: count, keys }: TraceEvent): string {
  if (keys?.unproved) return 'the MAC of the NAS message is of no KASME that is known';
  return count === undefined
    ? 'the NAS message shows no COUNT'
    : 'the KASME of the NAS message cannot be told';
}

/** Judges the COUNTs of all UEs. */
export class Counts {
  private readonly ues = new Map<number, UeCounts>();
  private readonly reuse: Check;
  private readonly replay: Check;
  private readonly resent: Check;

  constructor(onFinding: (finding: Finding) => void) {
    this.reuse = new Check('nas_count_reuse', onFinding);
    this.replay = new Check('nas_count_replay', onFinding);
    this.resent = new Check('smc_count', onFinding);
  }

  /** Looks at a message where it is sent: who uses a COUNT twice, does it there. */
  see(event: TraceEvent): void {
    const { nas, message, nas_count: count, keys } = event;
    if (event.event !== 'sent' || message === 'NAS NON DELIVERY INDICATION') return;
    const at = interfaceOf(event);
    if (at !== 's1' && at !== 'rrc') return;
    const ue = this.of(event.ue);
    const direction: Direction = event.from === 'ue' || event.to?.startsWith('mme') ? 'uplink' : 'downlink';
    if (ue.repeated !== null) this.answer(event, direction, ue, ue.repeated);
    if (nas === undefined) return;
    if (count === undefined || keys?.kasme === undefined) {
      if (at === 's1') this.reuse.unjudge(hiddenIn(event));
      return;
    }
    if (at === 's1') this.reuse.judge();
    if (at === 's1') this.command(event, ue);
    const used = usedOf(ue, `${keys.kasme} ${direction} ${at}`);
    const now = witness(event);
    if (used.numbers.add(count)) return keep(used, count, now);
    this.repeat(event, count, direction, ue, used);
  }

  private repeat(event: TraceEvent, count: number, direction: Direction, ue: UeCounts, used: Used): void {
    const { from, nas = '', keys } = event;
    const because = `${direction} COUNT ${count}`;
    const now = witness(event);
    ue.repeated = { nas, direction, because, since: now };
    const name = `${keys?.kasme} ${direction} ${count}`;
    // It passes two interfaces.
    if (ue.told.has(name)) return;
    ue.told.add(name);
    this.replay.judge();
    const earlier = used.latest.get(count) ?? [...used.latest.values()].at(-1) ?? now;
    const party = direction === 'uplink' ? 'ue' : (from ?? null);
    if (ue.isResent) {
      return this.resent.tell(
        event,
        party,
        earlier,
        `the NAS SMC was sent again under ${because} and no new one`,
      );
    }
    this.reuse.tell(event, party, earlier, `${because} was used twice with one KASME`);
  }

  /** SECURITY MODE COMMAND, until it is answered: what is sent again has a COUNT of its own (TS 24.301 4.4.3.1). */
  private command({ nas, keys, message }: TraceEvent, ue: UeCounts): void {
    ue.isResent = nas === 'SECURITY MODE COMMAND' && ue.commanded === keys?.kasme;
    if (ue.isResent) this.resent.judge();
    if (nas === 'SECURITY MODE COMMAND') ue.commanded = keys?.kasme ?? null;
    else if (nas?.startsWith('SECURITY MODE') || message === 'INITIAL UE MESSAGE') ue.commanded = null;
  }

  /** What follows a message that should have been passed over: its answer shows that it was not. */
  private answer(event: TraceEvent, direction: Direction, ue: UeCounts, repeated: Repeated): void {
    const { nas, message = '' } = event;
    if (direction === repeated.direction) {
      // Another message of its kind: what is answered now may be that one.
      if (nas === repeated.nas && event.nas_count !== undefined) ue.repeated = null;
      return;
    }
    const answers = ANSWERS[repeated.nas] ?? [];
    if (!answers.includes(nas ?? '') && !answers.includes(message)) return;
    ue.repeated = null;
    const because = `a message with ${repeated.because} was accepted though it had been used before`;
    this.replay.tell(event, event.from ?? null, repeated.since, because);
  }

  report(): readonly CheckReport[] {
    return [this.reuse, this.replay, this.resent].map((check) => check.report());
  }

  private of(ue: number): UeCounts {
    let found = this.ues.get(ue);
    if (found === undefined) {
      found = new UeCounts();
      this.ues.set(ue, found);
    }
    return found;
  }
}

function usedOf(ue: UeCounts, key: string): Used {
  let found = ue.used.find((used) => used.key === key);
  if (found === undefined) {
    found = { key, numbers: new Numbers(), latest: new Map() };
    ue.used.push(found);
    if (ue.used.length > KEYS_MAX) ue.used.shift();
  }
  return found;
}

function keep({ latest }: Used, count: number, message: Witness): void {
  latest.set(count, message);
  if (latest.size <= LATEST_MAX) return;
  for (const oldest of latest.keys()) {
    latest.delete(oldest);
    break;
  }
}

import type { TraceEvent } from '../trace/event.js';
import { interfaceOf } from '../trace/source.js';
import { type Finding, type Witness, witness } from './finding.js';
import { Numbers } from './numbers.js';

/*
 * NAS COUNTs (TS 33.401 6.5 and 8, TS 24.301 4.4.3): no COUNT is used twice with one key and in one direction, and who
 * receives one for the second time does not act on it.
 */

/** What became of a check beside the rules. */
export interface CheckReport {
  readonly check: string;
  readonly judged: number;
  readonly broken: number;
  readonly unjudged: readonly { readonly because: string; readonly count: number }[];
}

export const COUNT_REUSE = 'nas_count_reuse';
export const COUNT_REPLAY = 'nas_count_replay';

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
}

/** Judges the COUNTs of all UEs. */
export class Counts {
  private readonly ues = new Map<number, UeCounts>();
  private readonly unjudged = { count: 0, kasme: 0, mac: 0 };
  private judged = 0;
  private reused = 0;
  private replayed = 0;
  private repeats = 0;

  constructor(private readonly onFinding: (finding: Finding) => void) {}

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
      if (at !== 's1') return;
      this.unjudged[keys?.unproved ? 'mac' : count === undefined ? 'count' : 'kasme']++;
      return;
    }
    if (at === 's1') this.judged++;
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
    this.repeats++;
    this.reused++;
    const earlier = used.latest.get(count) ?? [...used.latest.values()].at(-1) ?? now;
    const party = direction === 'uplink' ? 'ue' : (from ?? null);
    this.tell(COUNT_REUSE, event, party, earlier, `${because} was used twice with one KASME`);
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
    this.replayed++;
    const because = `a message with ${repeated.because} was accepted though it had been used before`;
    this.tell(COUNT_REPLAY, event, event.from ?? null, repeated.since, because);
  }

  private tell(
    check: string,
    event: TraceEvent,
    party: Finding['party'],
    earlier: Witness,
    because: string,
  ): void {
    const { ue, t_seconds } = event;
    this.onFinding({ check, ue, t_seconds, party, messages: [earlier, witness(event)], because });
  }

  report(): readonly CheckReport[] {
    const { count, kasme, mac } = this.unjudged;
    const unjudged = [
      { because: 'the NAS message shows no COUNT', count },
      { because: 'the KASME of the NAS message cannot be told', count: kasme },
      { because: 'the MAC of the NAS message is of no KASME that is known', count: mac },
    ].filter((reason) => reason.count > 0);
    return [
      { check: COUNT_REUSE, judged: this.judged, broken: this.reused, unjudged },
      { check: COUNT_REPLAY, judged: this.repeats, broken: this.replayed, unjudged: [] },
    ];
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

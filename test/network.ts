import { EN_CONTEXT, EN_TARGET, ROW_USED, UE_HERE } from '../src/model/flags.js';
import {
  ARG_B,
  BLOCK,
  IN_FLIGHT,
  KIND,
  NODE_ROW,
  ONGOING,
  QUEUE,
  STATE,
  X_QUEUE,
  X_REGION,
  X_ROW,
} from '../src/model/layout.js';
import { LOST, UE_MOVE } from '../src/model/messages.js';
import { DL_NAS, PROCEDURE_NAMES, UL_NAS } from '../src/model/procedures.js';
import { isTraffic, kindOfCode } from '../src/model/queue-entry.js';
import { codeAt, length } from '../src/model/queue-word.js';
import { crosses } from '../src/model/record.js';
import { enCell, enHas, has, targetCell } from '../src/model/row.js';
import { connect, register, switchOff } from '../src/model/start.js';
import { SymbolicKeys } from '../src/model/symbolic.js';
import { FIRST_TIMER } from '../src/model/timers.js';
import { TRAFFIC_PROCEDURE } from '../src/model/traffic.js';
import { handle } from '../src/procedures/dispatch.js';
import { offerTraffic } from '../src/procedures/pump.js';
import { isLostWith, restart, SERVING, TARGET, WHOLE_MME } from '../src/procedures/restart.js';
import { afterEvent, rowAfter } from '../src/procedures/step.js';
import { RULES } from '../src/rules/table.js';

import {
  FIRST_NODE,
  type Message,
  type NetworkOptions,
  Region,
  SIZES,
  TIMERS,
  type Timer,
} from './network-region.js';

/*
 * A network of two regions (an MME and two cells of two eNBs each) and one UE, in which nothing happens by
 * itself: a message is in flight until a test delivers it, a timer runs until a test lets it expire. It is the
 * environment (Env) of the procedures, as a region of the engine is; the regions share no words.
 */

const UE = 1;

export class Network {
  readonly keys = new SymbolicKeys(1);
  readonly regions: readonly [Region, Region];
  readonly inFlight: Message[] = [];
  readonly timers: Timer[] = [];
  /** Simulated time in ms; it goes on by one with every message, and with every timer that expires. */
  now = 0;
  /** No active block is left for a UE that needs one. */
  poolExhausted = false;

  readonly procedures = PROCEDURE_NAMES.map(() => ({ offered: 0, outcomes: [0, 0, 0, 0, 0, 0] }));
  readonly demands: { readonly kind: number; readonly completed: boolean }[] = [];
  readonly rules = Array.from({ length: 1 + RULES.length }, () => ({
    checks: 0,
    /** By verdict: none, hold, reject, select. */
    verdicts: [0, 0, 0, 0],
    heldMs: [] as number[],
  }));
  readonly violations: string[] = [];
  /** Where each PAGING went to: the eNBs of the tracking area list, or all of them. */
  readonly paged: ('area' | 'all')[] = [];
  discarded = 0;
  stale = 0;

  constructor(readonly options: NetworkOptions) {
    this.regions = [new Region(this, 0), new Region(this, 1)];
  }

  /** The UE in region 0, switched off. */
  switchedOff(): number {
    const [region] = this.regions;
    const u = region.rowAt(0);
    switchOff(region.w, u, UE);
    return u;
  }

  /** ... after one AKA and NAS SMC. */
  registered(): number {
    const u = this.switchedOff();
    register(this.regions[0], u, UE);
    return u;
  }

  /** ... and after an initial context setup in cell 0, as connection 1. */
  connected(): number {
    const u = this.registered();
    connect(this.regions[0], u);
    return u;
  }

  /** Where the UE is, or null while it is on its way to another region. */
  get where(): { readonly region: Region; readonly u: number } | null {
    for (const region of this.regions) {
      for (const u of region.rows()) if ((region.w[u + STATE] & UE_HERE) !== 0) return { region, u };
    }
    return null;
  }

  /** A traffic event arrives at the UE; false: it makes no sense there now. */
  offer(kind: number): boolean {
    const { where } = this;
    if (where === null || !offerTraffic(where.region, where.u, kind)) return false;
    this.done(where.region, where.u);
    return true;
  }

  /** Delivers a message with a fate. */
  deliver(message: Message, fate: number): void {
    const { region, at, kind } = message;
    this.now++;
    if (crosses(kind)) {
      const to = this.regions[region.w[at + X_REGION]];
      const m = to.accept(message);
      to.w[m + KIND] |= fate << 8;
      this.inFlight.splice(this.inFlight.indexOf(message), 1);
      to.admitted = 0;
      const x = to.payload(m);
      handle(to, 0, m);
      to.busy.length = 0;
      // A copy that is still in flight is for the row that this one was given.
      region.w[at + X_ROW] = to.admitted !== 0 ? to.admitted : to.w[x + X_ROW];
      const u = rowAfter(to.w, x, to.admitted);
      if (u !== 0) this.done(to, u);
      return;
    }
    const { w } = region;
    const u = w[at + NODE_ROW];
    w[at + KIND] |= fate << 8;
    w[w[u + BLOCK] + IN_FLIGHT]--;
    this.inFlight.splice(this.inFlight.indexOf(message), 1);
    region.busy.push(at);
    handle(region, u, at);
    this.done(region, u);
  }

  expire(timer: Timer): void {
    const { region, u, name, conn } = timer;
    const { w } = region;
    this.now = Math.max(this.now + 1, timer.due);
    this.timers.splice(this.timers.indexOf(timer), 1);
    const m = region.record(FIRST_NODE, SIZES.node);
    w[m + NODE_ROW] = u;
    w[m + KIND] = (FIRST_TIMER + TIMERS[name].timer) | (conn << 16);
    w[m + ARG_B] = timer.since;
    if (name === 'inactivity' || name === 'T3346') {
      if ((w[u + STATE] & ROW_USED) === 0) return;
    } else w[w[u + BLOCK] + IN_FLIGHT]--;
    region.busy.push(m);
    handle(region, u, m);
    this.done(region, u);
  }

  /** The eNB of a cell restarts. */
  restartEnb(cell: number, region: Region = this.regions[0]): void {
    const { w } = region;
    for (const u of region.rows()) {
      const serving = has(w, u, EN_CONTEXT) && enCell(w, u) === cell ? SERVING : 0;
      const target = enHas(w, u, EN_TARGET) && targetCell(w, w[u + BLOCK]) === cell ? TARGET : 0;
      if (serving + target !== 0) this.restart(region, u, serving + target);
    }
  }

  /** The MME of a region restarts. */
  restartMme(region: Region = this.regions[0]): void {
    for (const u of region.rows()) this.restart(region, u, WHOLE_MME);
  }

  private restart(region: Region, u: number, which: number): void {
    const { w } = region;
    for (const { region: of, at, kind } of this.inFlight) {
      if (of === region && !crosses(kind) && w[at + NODE_ROW] === u && isLostWith(w, at, which))
        w[at + KIND] |= LOST << 8;
    }
    restart(region, u, which);
    this.done(region, u);
  }

  private done(region: Region, u: number): void {
    region.busy.length = 0;
    afterEvent(region, u);
    this.conserve();
  }

  /** What was offered and did not end must be open: ongoing, queued, or moving with the UE. */
  private conserve(): void {
    const open = PROCEDURE_NAMES.map(() => 0);
    const count = (queue: number): void => {
      for (let k = 0; k < length(queue); k++) {
        const code = codeAt(queue, k);
        if (isTraffic(code)) open[TRAFFIC_PROCEDURE[kindOfCode(code)]]++;
      }
    };
    for (const { name, conn: code } of this.timers) {
      if (name === 'T3346' && code !== 0) open[TRAFFIC_PROCEDURE[kindOfCode(code)]]++;
    }
    for (const region of this.regions) {
      const { w } = region;
      for (const u of region.rows()) {
        count(w[u + QUEUE]);
        if (w[u + BLOCK] === 0) continue;
        const ongoing = w[w[u + BLOCK] + ONGOING];
        for (let p = 0; p < open.length; p++) if ((ongoing & (1 << p)) !== 0) open[p]++;
        open[DL_NAS] += (ongoing >>> 16) & 0xff;
        open[UL_NAS] += ongoing >>> 24;
      }
    }
    for (const { region, at, kind } of this.inFlight) if (kind === UE_MOVE) count(region.w[at + X_QUEUE]);
    PROCEDURE_NAMES.forEach((name, p) => {
      const { offered, outcomes } = this.procedures[p];
      const ended = outcomes.reduce((a, b) => a + b, 0);
      if (offered - ended !== open[p]) this.violations.push(`conservation of ${name}`);
    });
  }
}

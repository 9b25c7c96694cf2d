import type { FailureName } from '../model/links.js';
import { nameOf, type TraceEvent } from '../trace/event.js';

/* How long procedures took, and how they ended, as S1 shows it. */

interface Procedure {
  readonly name: string;
  /** The message that begins it, or the NAS message. */
  readonly begin: string;
  readonly ends: Readonly<Record<string, 'completed' | 'failed' | 'cancelled'>>;
  /** What a scenario calls it when it fails, and when it is cancelled. */
  readonly failed?: FailureName;
  readonly cancelled?: FailureName;
}

const PROCEDURES: readonly Procedure[] = [
  {
    name: 'authentication',
    begin: 'AUTHENTICATION REQUEST',
    ends: { 'AUTHENTICATION RESPONSE': 'completed', 'AUTHENTICATION FAILURE': 'failed' },
    failed: 'authentication',
  },
  {
    name: 'nas_security_mode_control',
    begin: 'SECURITY MODE COMMAND',
    ends: { 'SECURITY MODE COMPLETE': 'completed', 'SECURITY MODE REJECT': 'failed' },
    failed: 'smc_reject',
  },
  {
    name: 'initial_context_setup',
    begin: 'INITIAL CONTEXT SETUP REQUEST',
    ends: { 'INITIAL CONTEXT SETUP RESPONSE': 'completed', 'INITIAL CONTEXT SETUP FAILURE': 'failed' },
    failed: 'context_setup',
  },
  {
    name: 'ue_context_modification',
    begin: 'UE CONTEXT MODIFICATION REQUEST',
    ends: { 'UE CONTEXT MODIFICATION RESPONSE': 'completed', 'UE CONTEXT MODIFICATION FAILURE': 'failed' },
    failed: 'key_change',
  },
  {
    name: 's1_handover and inter_mme_handover',
    begin: 'HANDOVER REQUIRED',
    ends: { 'HANDOVER NOTIFY': 'completed' },
  },
  {
    name: 'preparation of them',
    begin: 'HANDOVER REQUIRED',
    ends: {
      'HANDOVER COMMAND': 'completed',
      'HANDOVER PREPARATION FAILURE': 'failed',
      'HANDOVER CANCEL': 'cancelled',
    },
    failed: 'handover_preparation',
    cancelled: 'handover_cancel',
  },
  {
    // After the command the source gives it up where the UE has come back.
    name: 'execution of them',
    begin: 'HANDOVER COMMAND',
    ends: { 'HANDOVER NOTIFY': 'completed', 'HANDOVER CANCEL': 'failed' },
    failed: 'handover_execution',
  },
  {
    name: 'path switch of x2_handover',
    begin: 'PATH SWITCH REQUEST',
    ends: { 'PATH SWITCH REQUEST ACKNOWLEDGE': 'completed', 'PATH SWITCH REQUEST FAILURE': 'failed' },
    failed: 'path_switch',
  },
  {
    name: 'tracking_area_update',
    begin: 'TRACKING AREA UPDATE REQUEST',
    ends: { 'TRACKING AREA UPDATE ACCEPT': 'completed', 'TRACKING AREA UPDATE REJECT': 'failed' },
  },
];

/** Least, mean and greatest of durations, s. */
export class Durations {
  count = 0;
  min = Number.POSITIVE_INFINITY;
  max = 0;
  private sum = 0;

  add(seconds: number): void {
    this.count++;
    this.sum += seconds;
    this.min = Math.min(this.min, seconds);
    this.max = Math.max(this.max, seconds);
  }

  get mean(): number {
    return this.sum / this.count;
  }
}

/** How often a procedure ended in which way. */
export class Ended {
  readonly completed = new Durations();
  failed = 0;
  cancelled = 0;

  constructor(readonly procedure: Procedure) {}

  get all(): number {
    return this.completed.count + this.failed + this.cancelled;
  }
}

/** What UEs are in the middle of: when it began, by UE and procedure. */
export class Procedures {
  readonly ended = PROCEDURES.map((procedure) => new Ended(procedure));
  /** From SECURITY MODE COMPLETE to the KeNB that follows from it. */
  readonly rekey = new Durations();
  private readonly begun = PROCEDURES.map(() => new Map<number, number>());
  private readonly completes = new Map<number, number>();

  see(event: TraceEvent): void {
    const { ue, t_seconds: at, message = '', nas, keys } = event;
    // Whatever has had no end until then has none.
    if (message === 'INITIAL UE MESSAGE') for (const begun of this.begun) begun.delete(ue);
    this.ended.forEach((ended, i) => {
      const { begin, ends } = ended.procedure;
      const begun = this.begun[i];
      // What is sent again goes on.
      if (message === begin || nas === begin) begun.set(ue, begun.get(ue) ?? at);
      const how = ends[message] ?? (nas === undefined ? undefined : ends[nas]);
      const since = begun.get(ue);
      if (how === undefined || since === undefined) return;
      begun.delete(ue);
      if (how === 'completed') ended.completed.add(at - since);
      else ended[how]++;
    });
    if (nas === 'SECURITY MODE COMPLETE') this.completes.set(ue, at);
    const complete = this.completes.get(ue);
    const isRekey = nameOf(event) === 'UE CONTEXT MODIFICATION REQUEST' && keys?.kenb !== undefined;
    if (isRekey && complete !== undefined) this.rekey.add(at - complete);
    // An initial context setup takes the new KASME into use itself.
    if (isRekey || message === 'INITIAL CONTEXT SETUP REQUEST') this.completes.delete(ue);
  }
}

import type { TraceEvent } from '../trace/event.js';
import { type Finding, type Witness, witness } from './finding.js';

/** What is judged beside the rules, each with its clause in docs/captures.md. */
export type CheckName =
  | 'nas_count_reuse'
  | 'nas_count_replay'
  | 'smc_count'
  | 'kenb_count'
  | 'key_origin'
  | 'nh_chain'
  | 'nh_reuse'
  | 'ncc_step'
  | 'ncc_wrap';

/** What became of a check beside the rules. */
export interface CheckReport {
  readonly check: CheckName;
  readonly judged: number;
  readonly broken: number;
  readonly unjudged: readonly { readonly because: string; readonly count: number }[];
}

/** Counts one check, and tells where it is broken. */
export class Check {
  private judged = 0;
  private broken = 0;
  private readonly reasons = new Map<string, number>();

  constructor(
    readonly name: CheckName,
    private readonly onFinding: (finding: Finding) => void,
  ) {}

  /** It was kept, or is found below to be broken. */
  judge(): void {
    this.judged++;
  }

  unjudge(because: string): void {
    this.reasons.set(because, (this.reasons.get(because) ?? 0) + 1);
  }

  /** Of what was judged, this event is broken. */
  tell(event: TraceEvent, party: Finding['party'], earlier: Witness, because: string): void {
    this.broken++;
    const { ue, t_seconds } = event;
    this.onFinding({
      check: this.name,
      ue,
      t_seconds,
      party,
      messages: [earlier, witness(event)],
      because,
    });
  }

  report(): CheckReport {
    const { name: check, judged, broken } = this;
    return {
      check,
      judged,
      broken,
      unjudged: [...this.reasons].map(([because, count]) => ({ because, count })),
    };
  }
}

import assert from 'node:assert/strict';
import { INVARIANT_NAMES } from '../../src/model/invariants.js';
import { PROCEDURE_NAMES } from '../../src/model/procedures.js';
import { TRAFFIC_KINDS } from '../../src/model/traffic.js';
import type { Result } from '../../src/report/result.js';

/** Value of a metric with exactly these labels beside those that a scrape adds. */
export type ReadValue = (name: string, labels?: Readonly<Record<string, string>>) => number;

/** Every value of result.json that is a metric too is the same number in both. */
export function assertSameAsResult(read: ReadValue, result: Result): void {
  const same = (name: string, labels: Readonly<Record<string, string>>, value: number) =>
    assert.equal(read(name, labels), value, `${name} ${JSON.stringify(labels)}`);
  const { engine } = result;
  same('uestorm_messages_total', {}, engine.messages);
  same('uestorm_key_derivations_total', {}, engine.derivations);
  same('uestorm_simulated_seconds_total', {}, engine.simulatedSeconds);
  same('uestorm_workers', {}, engine.workers);
  for (const procedure of PROCEDURE_NAMES) {
    const { offered, inFlight, queued, duration, ...outcomes } = result.procedures[procedure];
    same('uestorm_procedures_offered_total', { procedure }, offered);
    same('uestorm_procedures_open', { procedure }, inFlight + queued);
    same('uestorm_procedure_duration_seconds_count', { procedure }, duration.count);
    for (const [outcome, count] of Object.entries(outcomes)) {
      same('uestorm_procedures_total', { procedure, outcome }, count);
    }
  }
  for (const [rule, { enabled, checks, holds, rejects, selections, hold }] of Object.entries(result.rules)) {
    same('uestorm_rule_enabled', { rule }, enabled ? 1 : 0);
    same('uestorm_rule_checks_total', { rule }, checks);
    same('uestorm_rule_verdicts_total', { rule, verdict: 'hold' }, holds);
    same('uestorm_rule_verdicts_total', { rule, verdict: 'reject' }, rejects);
    same('uestorm_rule_verdicts_total', { rule, verdict: 'select' }, selections);
    same('uestorm_rule_hold_seconds_count', { rule }, hold.count);
  }
  for (const invariant of INVARIANT_NAMES) {
    same('uestorm_invariant_violations_total', { invariant }, result.invariants[invariant]);
  }
  for (const traffic of TRAFFIC_KINDS) {
    const { offered, completed, failed } = result.traffic[traffic];
    same('uestorm_traffic_offered_total', { traffic }, offered);
    same('uestorm_traffic_total', { traffic, outcome: 'completed' }, completed);
    same('uestorm_traffic_total', { traffic, outcome: 'failed' }, failed);
  }
  const { mme, scenario } = result;
  if (mme !== undefined) {
    same('uestorm_mme_servers', {}, mme.servers * scenario.regions);
    same('uestorm_mme_messages_total', {}, mme.messages);
    same('uestorm_mme_refused_total', {}, mme.refused);
    same('uestorm_mme_waiting_seconds_count', {}, mme.waiting.count);
    same('uestorm_mme_sojourn_seconds_count', {}, mme.sojourn.count);
  }
  same('uestorm_rule_decision_seconds_count', {}, result.decision.count);
}

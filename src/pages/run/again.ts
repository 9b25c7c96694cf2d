import { isDeepStrictEqual } from 'node:util';
import type { Result } from '../../report/result.js';
import { effectiveScenario } from '../../scenario/effective.js';
import { presetNames } from '../../scenario/presets.js';
import { toYaml } from '../../scenario/print.js';
import type { Scenario } from '../../scenario/scenario.js';
import { details, type Markup, paragraph, pre, section } from '../markup.js';

/** How to have the same run again, and what it ran on. */
export function again(result: Result): Markup {
  const { scenario, engine, machine, uestorm, digest } = result;
  const command = commandFor(scenario);
  const how =
    command === null
      ? [
          paragraph('Save the scenario below as scenario.yaml, then:'),
          pre('npx uestorm run scenario.yaml --out again'),
        ]
      : [pre(`${command} --out again`)];
  const cores = `${machine.cores} cores`;
  return section('How to run it again', [
    ...how,
    paragraph(
      result.realTime?.steered
        ? 'It was steered while it ran: no other run is comparable.'
        : `The outcome is the same on any machine, with any number of workers: digest ${digest}.`,
    ),
    paragraph(
      `uestorm ${uestorm}, Node.js ${machine.node}, ${machine.platform}, ${machine.cpu}, ${cores}, ${engine.workers} workers.`,
    ),
    details('the whole scenario', pre(toYaml(scenario))),
  ]);
}

/** The command, if a preset with the usual options is all that was asked for; else null. */
export function commandFor(scenario: Scenario): string | null {
  if (!presetNames().includes(scenario.name)) return null;
  const preset = effectiveScenario(scenario.name, {});
  const options: [string, string][] = [];
  const { ues, duration, seed, clock, keys, withoutRules, withoutGuards } = scenario;
  if (ues !== preset.ues) options.push(['ues', String(ues)]);
  if (duration !== preset.duration) options.push(['duration', `${duration}s`]);
  if (seed !== preset.seed) options.push(['seed', String(seed)]);
  if (clock !== preset.clock) options.push(['clock', clock]);
  if (keys !== preset.keys) options.push(['keys', keys]);
  const off = withoutRules.filter((rule) => !preset.withoutRules.includes(rule));
  const guards = withoutGuards.filter((name) => !preset.withoutGuards.includes(name));
  const same = { ...preset, ues, duration, seed, clock, keys, withoutRules, withoutGuards };
  if (!isDeepStrictEqual(plain(same), plain(scenario))) return null;
  const written = [
    ...options.map(([name, value]) => `--${name} ${value}`),
    ...off.map((rule) => `--without-rule ${rule}`),
    ...guards.map((name) => `--without-guard ${name}`),
  ];
  return ['npx uestorm run', scenario.name, ...written].join(' ');
}

/** As JSON has it: one of the two may come from a file. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

import { Document, type Node } from 'yaml';
import { writeBurst } from './bursts.js';
import { writeFault } from './faults.js';
import { writeCount, writeDuration, writeShare } from './quantities.js';
import type { Distribution, Mme, Scenario, Stage } from './scenario.js';

/** The effective scenario as a YAML file that loads again to exactly the same scenario. */
export function toYaml(scenario: Scenario): string {
  const document = new Document();
  const inline = (value: unknown): Node => document.createNode(value, { flow: true });
  const spread = (of: Distribution): Node => inline(writeDistribution(of));
  const inlineStages = (stages: readonly Stage[]): Node[] =>
    stages.map((stage) => inline({ ...stage, duration: writeDuration(stage.duration) }));
  document.contents = document.createNode({
    ...scenario,
    ues: writeCount(scenario.ues),
    duration: writeDuration(scenario.duration),
    population: mapValues(scenario.population, writeShare),
    inactivity: scenario.inactivity === null ? null : spread(scenario.inactivity),
    pagingArea: writeShare(scenario.pagingArea),
    activeFlag: writeShare(scenario.activeFlag),
    subscribers: scenario.subscribers.map(({ name, share, traffic, stages }) => ({
      ...{ name, share: writeShare(share), traffic: inline(traffic), stages: inlineStages(stages) },
    })),
    arrivals: {
      ...scenario.arrivals,
      burstOn: writeDuration(scenario.arrivals.burstOn),
      burstOff: writeDuration(scenario.arrivals.burstOff),
    },
    stages: inlineStages(scenario.stages),
    bursts: scenario.bursts.map((burst) => inline(writeBurst(burst))),
    links: mapValues(scenario.links, spread),
    delays: mapValues(scenario.delays, spread),
    failures: mapValues(scenario.failures, writeShare),
    faults: scenario.faults.map((fault) => inline(writeFault(fault, writeDistribution))),
    limits: {
      retries: scenario.limits.retries,
      active: writeShare(scenario.limits.active),
      spareRows: writeShare(scenario.limits.spareRows),
    },
    mme: scenario.mme === null ? null : writeMme(scenario.mme, spread),
    withoutRules: inline(scenario.withoutRules),
    withoutGuards: inline(scenario.withoutGuards),
  }) as never;
  return document.toString({ lineWidth: 110 });
}

function writeMme(
  { servers, service, kinds, queue, backoff }: Mme,
  spread: (of: Distribution) => Node,
): unknown {
  return {
    servers,
    service: spread(service),
    kinds: mapValues(kinds, spread),
    queue,
    backoff: spread(backoff),
  };
}

function writeDistribution({ shape, min, mean, max, cv }: Distribution): unknown {
  if (shape === 'constant') return writeDuration(mean);
  const spread = { min: writeDuration(min), mean: writeDuration(mean), ...(cv !== undefined && { cv }) };
  return { shape, ...spread, max: writeDuration(max) };
}

function mapValues<Key extends string, From, To>(
  record: Readonly<Record<Key, From>>,
  change: (value: From) => To,
): Record<Key, To> {
  const entries = Object.entries(record) as [Key, From][];
  return Object.fromEntries(entries.map(([key, value]) => [key, change(value)])) as Record<Key, To>;
}

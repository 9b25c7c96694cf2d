import { hash, rehash } from '../../src/engine/draws/random.js';
import { FAILURE_NAMES } from '../../src/model/links.js';
import { TRAFFIC_KINDS, type TrafficKind } from '../../src/model/traffic.js';
import { resolveScenario } from '../../src/scenario/load.js';
import type { Scenario } from '../../src/scenario/scenario.js';

/** Small random scenario number n, with `rule` switched off (0: none): few UEs, and much that collides. */
export function randomScenario(n: number, rule: number, seed = 1): Scenario {
  let h = hash(seed, n, rule, 0x6175);
  const draw = (): number => {
    h = rehash(h + 0x9e3779b9);
    return (h >>> 0) / 0x100000000;
  };
  const whole = (from: number, to: number): number => from + Math.floor(draw() * (to - from + 1));
  const link = () => ({ shape: draw() < 0.3 ? 'constant' : 'exponential', mean: whole(2, 60) / 1000 });
  const scenario = {
    name: 'random',
    ues: whole(8, 40),
    duration: whole(10, 40),
    seed: whole(0, 2 ** 31),
    regions: whole(2, 3),
    enbs: whole(2, 5),
    cells: whole(1, 3),
    population: { registered: draw() < 0.7 ? 1 : draw(), connected: draw() },
    inactivity: draw() < 0.6 ? null : 5,
    traffic: Object.fromEntries(
      TRAFFIC_KINDS.filter((kind) => !LAST.has(kind)).map((kind) => [
        kind,
        BUSY.has(kind) ? whole(100, 1200) : draw() < 0.5 ? 0 : whole(0, 300),
      ]),
    ),
    failures: Object.fromEntries(FAILURE_NAMES.map((name) => [name, draw() < 0.5 ? 0 : draw() * 0.2])),
    links: { srb1: link(), srb2: link(), s1: link(), x2: link(), s10: link(), ue_move: link() },
    delays: { rekey: { shape: 'exponential', mean: whole(5, 500) / 1000 } },
    limits: { retries: whole(0, 5), active: 1, spareRows: 1 },
    withoutRules: rule === 0 ? [] : [rule],
  };
  const last = Object.fromEntries([...LAST].map((kind) => [kind, draw() < 0.5 ? 0 : whole(0, 1200)]));
  return resolveScenario({
    ...scenario,
    traffic: { ...scenario.traffic, ...last },
  } as Parameters<typeof resolveScenario>[0]);
}

/** Drawn behind all others, so that those are what they were without them. */
const LAST: ReadonlySet<TrafficKind> = new Set([
  'unkeyed_modification',
  'kenb_refresh',
  'intra_enb_handover',
  'algorithm_change',
]);

/** What collides most. */
const BUSY = new Set(['rekey', 'x2_handover', 's1_handover', 'inter_mme_handover', 'downlink_nas']);

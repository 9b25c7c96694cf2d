import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { TRAFFIC_KINDS, type TrafficKind } from '../../src/model/traffic.js';
import { Profile } from '../../src/profile/profile.js';
import { writeProfile } from '../../src/profile/write.js';
import { parseScenario } from '../../src/scenario/load.js';
import type { TraceEvent, TraceNode } from '../../src/trace/event.js';
import { OWN_SOURCE, type Source } from '../../src/trace/source.js';
import { captureOf, read } from '../capture/captures.js';
import { uestorm } from '../cli/world.js';
import { skip } from '../packets/tshark.js';
import { inDirectory } from '../trace/files.js';
import { traceOf } from '../trace/world.js';

function profileOf(events: Iterable<TraceEvent>, source: Source): Profile {
  const profile = new Profile();
  profile.source(source);
  for (const event of events) profile.push(event);
  profile.end();
  return profile;
}

type Line = readonly [seconds: number, message: string, more?: Partial<TraceEvent>];

/** Messages of one UE that stand for both their ends. */
function shown(lines: readonly Line[], of: Partial<TraceEvent> = {}): Profile {
  const events = lines.map(([t_seconds, message, more = {}]): TraceEvent => {
    const [from, to]: TraceNode[] = UPLINK.test(more.nas ?? message)
      ? ['enb-0', 'mme-0']
      : ['mme-0', 'enb-0'];
    return { t_seconds, ue: 1, event: 'sent', from, to, message, connection: 1, ...of, ...more };
  });
  return profileOf(events, { ends: 'one', kenb: true });
}

const UPLINK =
  /INITIAL UE|RESPONSE|REQUIRED|NOTIFY|COMPLETE|PATH SWITCH REQUEST$|RELEASE REQUEST|(UPDATE|SERVICE|ATTACH) REQUEST/;

const initial = (nas: string): [string, Partial<TraceEvent>] => ['INITIAL UE MESSAGE', { nas }];

/** What is not 0. */
const counted = ({ counts }: Profile): Partial<Record<TrafficKind, number>> =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));

describe('traffic that messages show', () => {
  const setUp: Line[] = [
    [1.1, 'INITIAL CONTEXT SETUP REQUEST'],
    [1.2, 'INITIAL CONTEXT SETUP RESPONSE'],
  ];

  it('is a service request where nothing comes of it, and what comes of it otherwise', () => {
    const request: Line = [1, ...initial('SERVICE REQUEST')];
    assert.deepEqual(counted(shown([request, ...setUp])), { service_request: 1 });
    const handover: Line[] = [
      [1.3, 'HANDOVER REQUIRED'],
      [1.4, 'HANDOVER REQUEST'],
    ];
    assert.deepEqual(counted(shown([request, ...setUp, ...handover])), { s1_handover: 1 });
  });

  it('is mobile terminated where the UE was paged', () => {
    const lines: Line[] = [
      [0.5, 'PAGING', {}],
      [1, ...initial('SERVICE REQUEST')],
    ];
    assert.deepEqual(counted(shown([...lines, ...setUp])), { mobile_terminated: 1 });
  });

  it('is a re-key once, however often its message is sent again, and none in an attach', () => {
    const challenge: Line = [2, 'DOWNLINK NAS TRANSPORT', { nas: 'AUTHENTICATION REQUEST' }];
    const connected: Line[] = [[0, 'UE CONTEXT MODIFICATION RESPONSE']];
    assert.deepEqual(counted(shown([...connected, challenge, challenge])), { rekey: 1 });
    assert.deepEqual(counted(shown([[1, ...initial('ATTACH REQUEST')], challenge])), { switch_on: 1 });
  });

  it('is a change of algorithms where an SMC without an AKA selects others than the last one', () => {
    const smc = (at: number, nas_algorithms: number, ...times: number[]): Line[] => [
      ...[at, ...times].map(
        (when): Line => [
          when,
          'DOWNLINK NAS TRANSPORT',
          { nas: 'SECURITY MODE COMMAND', keys: { nas_algorithms } },
        ],
      ),
      [at + 0.5, 'UPLINK NAS TRANSPORT', { nas: 'SECURITY MODE COMPLETE' }],
    ];
    const connected: Line = [0, 'UE CONTEXT MODIFICATION RESPONSE'];
    const aka: Line[] = [
      [7, 'DOWNLINK NAS TRANSPORT', { nas: 'AUTHENTICATION REQUEST' }],
      [7.1, 'UPLINK NAS TRANSPORT', { nas: 'AUTHENTICATION RESPONSE' }],
    ];
    assert.deepEqual(counted(shown([connected, ...smc(1, 2)])), {});
    assert.deepEqual(counted(shown([connected, ...smc(1, 1, 1.2), ...smc(3, 1)])), { algorithm_change: 1 });
    assert.deepEqual(counted(shown([connected, ...smc(1, 1), ...aka, ...smc(8, 2)])), {
      algorithm_change: 1,
      rekey: 1,
    });
  });

  it('is a handover to another MME, with the tracking area update that belongs to it', () => {
    const update: Partial<TraceEvent> = { nas: 'TRACKING AREA UPDATE REQUEST' };
    const lines: Line[] = [
      [1, 'HANDOVER REQUIRED'],
      [1.1, 'FORWARD RELOCATION REQUEST', { from: 'mme-0', to: 'mme-1' }],
      [1.2, 'HANDOVER REQUEST', { from: 'mme-1', to: 'enb-9' }],
      [1.3, 'HANDOVER NOTIFY', { from: 'enb-9', to: 'mme-1' }],
      [1.4, 'UPLINK NAS TRANSPORT', update],
    ];
    assert.deepEqual(counted(shown(lines)), { inter_mme_handover: 1 });
    const again: Line = [2, 'UPLINK NAS TRANSPORT', update];
    assert.deepEqual(counted(shown([...lines, again])), { inter_mme_handover: 1, tracking_area_update: 1 });
  });

  it('is an X2 handover, whether X2 was seen or not', () => {
    assert.deepEqual(counted(shown([[1, 'PATH SWITCH REQUEST']])), { x2_handover: 1 });
    const x2: Line = [0.5, 'HANDOVER REQUEST (X2)', { from: 'enb-0', to: 'enb-1' }];
    assert.deepEqual(counted(shown([x2, [1, 'PATH SWITCH REQUEST']])), { x2_handover: 1 });
  });

  it('is a switch-on after a detach, an attach of a UE that is registered otherwise', () => {
    const attach = (at: number): Line[] => [
      [at, ...initial('ATTACH REQUEST')],
      [at + 0.5, 'INITIAL CONTEXT SETUP RESPONSE'],
    ];
    const detach: Line = [20, ...initial('DETACH REQUEST')];
    const profile = shown([[0, ...initial('SERVICE REQUEST')], ...attach(10), detach, ...attach(50)]);
    assert.deepEqual(counted(profile), { service_request: 1, attach: 1, detach: 1, switch_on: 1 });
    assert.equal(profile.offSeconds, 30.5);
    assert.deepEqual(profile.comebacks, { seconds: 30.5, attaches: 1, isAfterDetach: true });
  });

  it('is of one UE, where a capture does not name it while it is connected at first', () => {
    const lines: Line[] = [
      [0, 'UE CONTEXT RELEASE REQUEST'],
      [0.1, 'UE CONTEXT RELEASE COMPLETE'],
      [5, ...initial('SERVICE REQUEST')],
    ];
    const named = (line: Line, i: number): Line => [line[0], line[1], { ...line[2], ue: i < 2 ? 1 : 2 }];
    const capture = shown(lines.map(named), { frame: 1 });
    assert.deepEqual([capture.seen, capture.lost], [1, 1]);
    const trace = shown(lines.map(named));
    assert.deepEqual([trace.seen, trace.lost], [2, 0]);
  });
});

const RATES: Partial<Record<TrafficKind, number>> = {
  attach: 0.5,
  service_request: 8,
  tracking_area_update: 5,
  rekey: 3,
  x2_handover: 6,
  s1_handover: 5,
  inter_mme_handover: 3,
  downlink_nas: 3,
  uplink_nas: 3,
  detach: 1,
  mobile_terminated: 6,
  switch_on: 6,
  unkeyed_modification: 30,
  algorithm_change: 8,
};

const networkOf = (ues: number, duration: string) =>
  parseScenario(
    JSON.stringify({
      name: 'all',
      ues,
      duration,
      regions: 3,
      enbs: 4,
      traffic: RATES,
      limits: { active: 0.5 },
    }),
    'all.yaml',
  );

/** What S1, X2 and S10 show. */
const SHOWN = TRAFFIC_KINDS.filter(
  (kind) => !['release', 'kenb_refresh', 'intra_enb_handover'].includes(kind),
);

/** Rate of each kind of traffic as written, and its interval. */
function ratesIn(text: string): [kind: TrafficKind, rate: number, from: number, to: number][] {
  return SHOWN.map((kind) => {
    const line = new RegExp(`^ {2}${kind}: ([\\d.]+) #.*\\[([\\d.]+) to ([\\d.]+)\\]`, 'm').exec(text);
    assert.ok(line, `${kind}: ${text}`);
    return [kind, Number(line[1]), Number(line[2]), Number(line[3])];
  });
}

describe('the profile of a trace', () => {
  const trace = traceOf(networkOf(300, '30m'));
  const profile = profileOf(trace, OWN_SOURCE);
  const text = writeProfile(profile, '"seen"', null);

  it('has the rates of its scenario, as exactly as it says', () => {
    const misses = ratesIn(text).filter(([kind, , from, to]) => {
      const rate = RATES[kind] ?? Number.NaN;
      const half = (to - from) / 2;
      assert.ok(rate > from - half && rate < to + half, `${kind}: ${rate}, seen ${from} to ${to}`);
      return rate < from || rate > to;
    });
    // Of twelve intervals of 95 %; three outside are a chance in 50.
    assert.ok(misses.length <= 2, `${misses}`);
  });

  it('is a scenario, with what was seen of the network', () => {
    const scenario = parseScenario(text, 'mine.yaml');
    assert.equal(scenario.name, 'seen');
    assert.deepEqual([scenario.regions, scenario.enbs], [3, 4]);
    assert.equal(scenario.ues, profile.seen);
    assert.ok(Math.abs(scenario.traffic.x2_handover - 6) < 1, `${scenario.traffic.x2_handover}`);
  });

  it('says from how many events each number comes', () => {
    for (const kind of SHOWN.filter((kind) => kind !== 'switch_on')) {
      const count = profile.counts[kind].toLocaleString('en-US');
      assert.match(
        text,
        new RegExp(`^ {2}${kind}: .* # ${count} events in [\\d.]+ h (registered|idle|connected) `, 'm'),
      );
    }
    assert.match(text, /^inactivity: .* # [\d,]+ events; /m);
    assert.match(text, /^ {2}path_switch: [\d.]+% # [\d,]+ of [\d,]+ \[/m);
    assert.match(text, /^# {3}path switch of x2_handover: [\d,]+ events; /m);
  });

  it('gives UEs that were not seen lower rates', () => {
    const [one, two] = [null, 2 * profile.seen].map((ues) =>
      parseScenario(writeProfile(profile, 'a', ues), 'a.yaml'),
    );
    assert.equal(two.ues, 2 * one.ues);
    assert.ok(two.traffic.rekey < 0.6 * one.traffic.rekey);
  });

  it('is the same of the capture of it', { skip }, async () => {
    const small = traceOf(networkOf(60, '10m'));
    const { events, source } = await read(captureOf(small));
    const [capture, own] = [profileOf(events, source), profileOf(small, OWN_SOURCE)];
    assert.deepEqual(capture.counts, own.counts);
    assert.equal(capture.seen, own.seen);
    assert.ok(own.counts.mobile_terminated > 10);
  });
});

describe('uestorm profile', () => {
  const small = traceOf(networkOf(30, '5m'));
  const lines = small.map((event) => `${JSON.stringify(event)}\n`).join('');

  it('prints a scenario that can be run', async () => {
    const { status, stdout, stderr } = await uestorm(['profile', '-', '--ues', '2k'], undefined, {
      stdin: lines,
    });
    assert.deepEqual([status, stderr.text], [0, '']);
    await inDirectory(async (dir) => {
      const file = join(dir, 'mine.yaml');
      writeFileSync(file, stdout.text);
      const { runs } = await uestorm(['run', file]);
      assert.equal(runs[0].scenario.ues, 2000);
      assert.equal(runs[0].scenario.name, 'standard-input');
      assert.equal(readFileSync(file, 'utf8'), stdout.text);
    });
  });

  it('refuses what shows nothing, and fewer UEs than there are', async () => {
    const radio =
      '{"t_seconds":1,"ue":0,"event":"sent","from":"ue","to":"enb-0","message":"RRCConnectionRequest"}\n';
    const empty = await uestorm(['profile', '-'], undefined, { stdin: radio });
    assert.equal(empty.status, 2);
    assert.equal(
      empty.stderr.text,
      'uestorm: -: no message of S1 is in it over any time; name a capture or a trace that has some\n',
    );
    const few = await uestorm(['profile', '-', '--ues', '3'], undefined, { stdin: lines });
    assert.equal(few.status, 2);
    assert.match(few.stderr.text, /^uestorm: --ues: expected at least the \d+ UEs that - shows, got 3\n$/);
    const wrong = await uestorm(['profile', '-', '--ues', 'many'], undefined, { stdin: lines });
    assert.match(wrong.stderr.text, /--ues: expected a number of UEs such as 40000 or 40k, got "many"/);
    assert.equal(wrong.status, 2);
  });
});

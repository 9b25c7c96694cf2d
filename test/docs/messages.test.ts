import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { CHANNELS } from '../../src/model/channels.js';
import { MESSAGES, type Party } from '../../src/model/messages.js';
import { PROCEDURE_NAMES, type ProcedureName } from '../../src/model/procedures.js';
import { TRAFFIC_KINDS, type TrafficKind } from '../../src/model/traffic.js';
import { Driver, type DriverOptions, type Handled } from '../driver.js';
import {
  AUTHENTICATION,
  NAS_SMC,
  RELOCATION_COMPLETION,
  RELOCATION_EXECUTION,
  RELOCATION_PREPARATION,
  UE_CONTEXT_MODIFICATION,
} from '../ladders.js';

const PAGE = new URL('../../../docs/messages.md', import.meta.url);
const page = readFileSync(PAGE, 'utf8');

const PARTIES: Readonly<Record<Party, string>> = { ue: 'UE', enb: 'eNB', mme: 'MME' };
const STARTS: Readonly<Record<string, DriverOptions>> = {
  'switched off': { start: 'off' },
  idle: { start: 'idle' },
  'idle, data': { start: 'idle', activeFlag: true },
  connected: { start: 'connected' },
};

/** Cells of the table rows in a part of the page, without the two lines of the head. */
function rows(part: string): string[][] {
  const lines = part.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}

/** The sections of the page that are about a procedure. */
const sections = page.split('\n## ').flatMap((part) => {
  const title = /^`(\w+)`: (\d+) messages\n/.exec(part);
  return title ? [{ name: title[1], count: Number(title[2]), ladder: rows(part) }] : [];
});
const [procedures, traffic] = page.split('\n## ')[1].split('Traffic expands');

/** A message that was handled, as the page writes it. */
function row({ message, nas, from, to, channel }: Handled): string[] {
  const link = CHANNELS[channel].link.toUpperCase();
  return [PARTIES[from], PARTIES[to], nas === '' ? message : `${nas} in ${message}`, link];
}

/** Everything handled while `act` drives the network. */
function handled(net: Driver, act: () => void): Handled[] {
  const from = net.handled.length;
  act();
  return net.handled.slice(from);
}

function whole(kind: TrafficKind, options: DriverOptions = STARTS.connected): Handled[] {
  const net = new Driver(options);
  net.offer(kind);
  net.finishClean();
  assert.deepEqual(net.traffic(kind), { completed: 1, failed: 0 });
  return net.handled;
}

/** A re-key, of which the procedures are taken apart. */
function partOfRekey(part: 0 | 1 | 2): Handled[] {
  const net = new Driver();
  net.offer('rekey');
  const parts = [
    handled(net, () => net.deliver(...AUTHENTICATION)),
    handled(net, () => net.deliver(...NAS_SMC)),
    handled(net, () => {
      net.expire('delay before UE context modification');
      net.deliver(...UE_CONTEXT_MODIFICATION);
    }),
  ];
  net.finishClean();
  return parts[part];
}

/** An inter-MME handover; the TAU that follows it is left for later. */
function relocation(): Handled[] {
  const net = new Driver();
  const ladder = handled(net, () => {
    net.offer('inter_mme_handover');
    net.deliver('HANDOVER REQUIRED', ...RELOCATION_PREPARATION, ...RELOCATION_EXECUTION);
    net.deliver(...RELOCATION_COMPLETION);
  });
  net.finishClean();
  return ladder;
}

/** What a procedure does on the good path, without the release that may follow it. */
const GOOD_PATHS: Readonly<Record<ProcedureName, () => Handled[]>> = {
  authentication: () => partOfRekey(0),
  nas_security_mode_control: () => partOfRekey(1),
  initial_context_setup: () => whole('service_request', STARTS.idle),
  ue_context_modification: () => partOfRekey(2),
  x2_handover: () => whole('x2_handover'),
  s1_handover: () => whole('s1_handover'),
  inter_mme_handover: relocation,
  downlink_nas: () => whole('downlink_nas'),
  uplink_nas: () => whole('uplink_nas'),
  tracking_area_update: () => whole('tracking_area_update'),
  detach: () => whole('detach').filter(({ nas }) => nas !== ''),
  ue_context_release: () => whole('release'),
  paging: () => whole('mobile_terminated', STARTS.idle).slice(0, 2),
  unkeyed_modification: () => whole('unkeyed_modification'),
  intra_enb_handover: () => whole('intra_enb_handover'),
};

describe('docs/messages.md', () => {
  it('has a section for every procedure that is counted, in their order', () => {
    assert.deepEqual(
      sections.map((section) => section.name),
      PROCEDURE_NAMES,
    );
  });

  it('says in its first table what the sections say', () => {
    assert.deepEqual(
      rows(procedures).map(([name, count]) => [/^\[`(\w+)`\]/.exec(name)?.[1], Number(count)]),
      sections.map(({ name, count }) => [name, count]),
    );
  });

  for (const { name, count, ladder } of sections) {
    it(`has the messages of ${name}: ${count}`, () => {
      const actual = GOOD_PATHS[name as ProcedureName]().map(row);
      assert.deepEqual(actual, ladder);
      assert.equal(actual.length, count);
    });
  }

  for (const [kind, state, count] of rows(traffic)) {
    it(`has the messages of the traffic event ${kind} at a UE that is ${state}: ${count}`, () => {
      assert.equal(whole(kind.replaceAll('`', '') as TrafficKind, STARTS[state]).length, Number(count));
    });
  }

  it('has every kind of traffic', () => {
    const kinds = new Set(rows(traffic).map(([kind]) => kind.replaceAll('`', '')));
    assert.deepEqual([...kinds].sort(), [...TRAFFIC_KINDS].sort());
  });

  it('names no message that the model does not have', () => {
    const names = new Set(MESSAGES.map((type) => type.name));
    for (const { ladder } of sections) {
      for (const [, , message] of ladder) {
        assert.ok(names.has(message.replace(/^.* in /, '')), `${message} is in docs/messages.md`);
      }
    }
  });
});

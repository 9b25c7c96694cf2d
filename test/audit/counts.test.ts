import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Numbers } from '../../src/audit/numbers.js';
import type { TraceNode } from '../../src/trace/event.js';
import { Story } from './story.js';

/* NAS COUNTs: none is used twice with one KASME in one direction, and who gets one again does not act on it. */

const UPLINK = 'UPLINK NAS TRANSPORT';
const DOWNLINK = 'DOWNLINK NAS TRANSPORT';
const under = (kasme: string) => ({ kasme, eksi: 0 });

const up = (told: Story, nas: string, count: number, kasme = 'aa'): Story =>
  told.goes('enb-0', 'mme-0', UPLINK, { nas, count, keys: under(kasme) });
const down = (told: Story, nas: string, count: number, mme: TraceNode = 'mme-0'): Story =>
  told.goes(mme, 'enb-0', DOWNLINK, { nas, count, keys: under('aa') });

describe('a COUNT that is used twice', () => {
  it('is a finding, uplink and downlink, with the first use of it', () => {
    const told = up(up(new Story(), 'uplink NAS message', 3), 'ATTACH COMPLETE', 3);
    const [finding] = told.findings();
    assert.deepEqual(finding, {
      check: 'nas_count_reuse',
      ue: 7,
      t_seconds: 0.002,
      party: 'ue',
      messages: [
        { t_seconds: 0, message: 'uplink NAS message in UPLINK NAS TRANSPORT', from: 'enb-0', to: 'mme-0' },
        { t_seconds: 0.002, message: 'ATTACH COMPLETE in UPLINK NAS TRANSPORT', from: 'enb-0', to: 'mme-0' },
      ],
      because: 'uplink COUNT 3 was used twice with one KASME',
    });
    const both = down(down(new Story(), 'downlink NAS message', 4), 'DETACH ACCEPT', 4, 'mme-1');
    assert.deepEqual(
      both.findings().map(({ check, party }) => [check, party]),
      [['nas_count_reuse', 'mme-1']],
    );
  });

  it('with another KASME, in the other direction, or on its way over the next hop it is not', () => {
    const told = up(up(new Story(), 'uplink NAS message', 3), 'uplink NAS message', 3, 'bb');
    const hops = down(told, 'downlink NAS message', 3).goes('enb-0', 'ue', 'DLInformationTransfer', {
      nas: 'downlink NAS message',
      count: 3,
      keys: under('aa'),
    });
    assert.deepEqual(hops.findings(), []);
  });

  it('without keys nobody knows it after an SMC of which no answer was seen, and which the MME has given up', () => {
    const asked = down(up(new Story(), 'uplink NAS message', 3), 'AUTHENTICATION REQUEST', 4).commandNew();
    const told = up(down(asked, 'downlink NAS message', 1), 'uplink NAS message', 3, 'bb');
    const bare = told.seen(({ keys: _, ...event }) => event);
    assert.deepEqual(bare.judged({}), []);
    assert.deepEqual(
      up(told, 'uplink NAS message', 3, 'bb').findings().length,
      1,
      'with keys, and once more',
    );
  });

  it('what comes back as not delivered is not used again', () => {
    const back = down(new Story(), 'downlink NAS message', 3).goes(
      'enb-0',
      'mme-0',
      'NAS NON DELIVERY INDICATION',
      {
        nas: 'downlink NAS message',
        count: 3,
        keys: under('aa'),
      },
    );
    assert.deepEqual(back.findings(), []);
  });
});

describe('a message with a COUNT that was used before', () => {
  it('was accepted if it is answered, uplink and downlink', () => {
    const replayed = down(
      up(up(new Story(), 'uplink NAS message', 1), 'DETACH REQUEST', 1),
      'DETACH ACCEPT',
      2,
    );
    assert.deepEqual(
      replayed.findings().map(({ check, party }) => [check, party]),
      [
        ['nas_count_reuse', 'ue'],
        ['nas_count_replay', 'mme-0'],
      ],
    );
    const asked = down(down(new Story(), 'downlink NAS message', 1), 'AUTHENTICATION REQUEST', 1);
    assert.deepEqual(up(asked, 'AUTHENTICATION RESPONSE', 5).judged(), [
      'nas_count_reuse: downlink NAS message in DOWNLINK NAS TRANSPORT + AUTHENTICATION REQUEST in DOWNLINK NAS TRANSPORT',
      'nas_count_replay: AUTHENTICATION REQUEST in DOWNLINK NAS TRANSPORT + AUTHENTICATION RESPONSE in UPLINK NAS TRANSPORT',
    ]);
  });

  it('was not if what is answered is another one of its kind', () => {
    const asked = up(up(new Story(), 'uplink NAS message', 1), 'DETACH REQUEST', 1);
    const again = down(up(asked, 'DETACH REQUEST', 2), 'DETACH ACCEPT', 2);
    assert.deepEqual(
      again.findings().map(({ check }) => check),
      ['nas_count_reuse'],
    );
  });
});

it('a set of numbers knows what was added, in whatever order', () => {
  const numbers = new Numbers();
  for (const number of [5, 3, 4, 1, 9, 8, 0, 2]) assert.ok(numbers.add(number));
  for (const number of [0, 1, 2, 3, 4, 5, 8, 9]) assert.ok(!numbers.add(number));
  assert.ok(numbers.add(7) && numbers.add(6) && !numbers.add(6));
});

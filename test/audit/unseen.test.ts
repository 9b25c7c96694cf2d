import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UNSEEN } from '../../src/audit/judge.js';
import type { TraceEvent, TraceKeys } from '../../src/trace/event.js';
import { interfaceOf } from '../../src/trace/source.js';
import { Story } from './story.js';

/*
 * What is judged where not all is to be seen: without identities of keys, with each message seen once, and with
 * interfaces at which nobody looked. A rule that is broken is named, or it is said that it could not be judged.
 */

const RELOCATION = 'FORWARD RELOCATION REQUEST';
const MODIFICATION = 'UE CONTEXT MODIFICATION REQUEST';

/** AKA with its eKSI, and the SECURITY MODE COMMAND that it leads to. */
const rekey = (story: Story): Story =>
  story
    .goes('mme-0', 'enb-0', 'DOWNLINK NAS TRANSPORT', {
      nas: 'AUTHENTICATION REQUEST',
      keys: { kasme: 'aa', eksi: 0, new_eksi: 1 },
      count: 50,
    })
    .commandNew();

const story = (): Story => rekey(new Story().downlink());
const done = (): Story => story().completeNew();

/** A broken rule each: what is told, and the rule. */
const BROKEN: readonly (readonly [rule: number, story: () => Story])[] = [
  [1, () => story().sent('mme-0', 'enb-0', 'INITIAL CONTEXT SETUP REQUEST', { keys: { kenb: '01' } })],
  [1, () => rekey(done()).modify()],
  [2, () => rekey(done().modify('sent'))],
  [6, () => story().relocation()],
  [7, () => done().modify().relocation({ kasme: 'bb', eksi: 1, as_kasme: 'aa', as_eksi: 0 })],
  [10, () => done().relocation().downlink()],
  [11, () => done().modify().handoverRequest('aa')],
];

const noKeys = ({ keys: _, ...event }: TraceEvent): TraceEvent => event;
/** Leaves some of the keys. */
const only =
  (...names: readonly (keyof TraceKeys)[]) =>
  ({ keys = {}, ...event }: TraceEvent): TraceEvent => ({
    ...event,
    keys: Object.fromEntries(
      Object.entries(keys).filter(([name]) => names.includes(name as keyof TraceKeys)),
    ),
  });
/** Leaves one of the keys out. */
const without =
  (name: keyof TraceKeys) =>
  ({ keys: { [name]: _, ...keys } = {}, ...event }: TraceEvent): TraceEvent => ({ ...event, keys });
const onlySent = (event: TraceEvent): TraceEvent | null => (event.event === 'sent' ? event : null);
const onlyReceived = (event: TraceEvent): TraceEvent | null => (event.event === 'received' ? event : null);

/** Rules that were found broken. */
const rules = (told: Story): (number | undefined)[] => told.findings({}).map(({ rule }) => rule);

describe('without identities of keys', () => {
  for (const [rule, broken] of BROKEN) {
    it(`rule ${rule} is found broken, by eKSI and run of AKA or by the run alone`, () => {
      assert.ok(rules(broken()).includes(rule), 'with keys');
      const bare = broken().seen(noKeys);
      // Where a modification is what collides, nothing says that it brings a KeNB.
      const isUnclear = bare.unjudged().includes(`${rule}: ${UNSEEN.kenb}`);
      assert.equal(isUnclear, broken().holds(MODIFICATION), 'not judged');
      assert.notEqual(rules(bare).includes(rule), isUnclear, 'without');
      assert.ok(rules(broken().seen(only('eksi', 'new_eksi', 'kenb'))).includes(rule), 'with eKSI');
    });
  }

  it('what goes on with the KASME in use is no new one: a COMMAND without AKA', () => {
    const current = new Story()
      .downlink()
      .goes('mme-0', 'enb-0', 'DOWNLINK NAS TRANSPORT', { nas: 'SECURITY MODE COMMAND', count: 6 });
    assert.deepEqual(rules(current.relocation().seen(noKeys)), []);
  });

  it('rules 3, 8 and 9 are not judged where which KASME a key comes from decides', () => {
    const target = done()
      .goes('mme-0', 'mme-1', RELOCATION, { connection: 2, keys: { kasme: 'bb', as_kasme: 'aa' } })
      .sent('mme-1', 'enb-1', 'HANDOVER REQUEST', { connection: 2 });
    assert.deepEqual(done().handoverRequest('bb').seen(noKeys).unjudged(), [`3: ${UNSEEN.origin}`]);
    assert.deepEqual(done().relocation().seen(noKeys).unjudged(), [`8: ${UNSEEN.contexts}`]);
    const shown = { kasme: 'bb', as_kasme: 'aa' };
    const hidden = target.seen((event) => ({ ...event, keys: event.message === RELOCATION ? shown : {} }));
    assert.deepEqual(
      hidden.unjudged().filter((line) => line.startsWith('9')),
      [`9: ${UNSEEN.origin}`],
    );
  });

  it('rule 8 is judged by the eKSIs alone', () => {
    const handed = (keys: object): Story => done().relocation({ eksi: 1, ...keys });
    const [one, both] = [handed({}), handed({ as_eksi: 0 })].map((told) =>
      told.seen(only('eksi', 'as_eksi')),
    );
    assert.deepEqual(rules(one), [8]);
    assert.deepEqual(rules(both), []);
    assert.deepEqual(both.unjudged(), []);
  });

  it('rule 4 is not judged where the UE took a new KASME and does not show what it goes on with', () => {
    const handover = done().goes('ue', 'enb-1', 'RRCConnectionReconfigurationComplete (handover)', {
      connection: 2,
    });
    assert.deepEqual(handover.seen(noKeys).unjudged(), [`4: ${UNSEEN.origin}`]);
  });

  it('a modification that may bring a KeNB or not is held against nobody, also while one is due', () => {
    const modification = new Story().downlink().sent('mme-0', 'enb-0', MODIFICATION);
    assert.deepEqual(rules(rekey(modification).seen(noKeys)), []);
    assert.deepEqual(rekey(modification).seen(noKeys).unjudged(), [`2: ${UNSEEN.kenb}`]);
    const unkeyed = (): Story => done().sent('mme-0', 'enb-0', MODIFICATION);
    const relocated = unkeyed().relocation({ kasme: 'bb', eksi: 1, as_kasme: 'aa', as_eksi: 0 });
    for (const told of [relocated, unkeyed().handoverRequest('aa'), unkeyed().commandNew()]) {
      assert.deepEqual(rules(told.seen(without('kenb'))), []);
      assert.equal(told.seen(without('kenb')).unjudged().length, 1);
    }
  });

  it('nor is it known then which KASME AS runs on', () => {
    const answered = (): Story => done().goes('mme-0', 'enb-0', MODIFICATION).modified();
    for (const handed of [
      answered().relocation({ kasme: 'bb', eksi: 1, nh: '02', ncc: 2 }),
      answered().handoverRequest('bb'),
      answered().handoverRequest('aa'),
    ]) {
      assert.deepEqual(rules(handed.seen(without('kenb'))), []);
      assert.equal(handed.seen(without('kenb')).unjudged().length, 1);
    }
  });

  it('but for one that shows the KASME that its KeNB comes from', () => {
    const keyed = done().modify().relocation({ kasme: 'bb', eksi: 1, as_kasme: 'aa', as_eksi: 0 });
    assert.deepEqual(rules(keyed.seen(without('kenb'))), [7]);
  });

  it('how NCC goes on after it is not judged before the next pair', () => {
    const pair = (told: Story, ncc: number): Story =>
      told.sent('mme-0', 'enb-1', 'PATH SWITCH REQUEST ACKNOWLEDGE', { keys: { nh: `0${ncc}`, ncc } });
    const modified = pair(pair(new Story(), 4), 5).goes('mme-0', 'enb-0', MODIFICATION).modified();
    const on = pair(modified, 6);
    assert.deepEqual(on.findings({}), []);
    assert.deepEqual(
      pair(on, 1)
        .findings({})
        .map(({ check }) => check),
      ['ncc_step'],
    );
  });

  it('an SMC that begins before AKA was seen may be for a new KASME or not', () => {
    const first = new Story()
      .commandNew()
      .relocation()
      .seen(({ keys: _, nas_count: __, ...event }) => event);
    assert.deepEqual(rules(first), []);
    assert.deepEqual(first.unjudged()[0], `6: ${UNSEEN.newKasme}`);
  });
});

describe('a message that is seen once', () => {
  it('stands for both ends: what is lawful stays so', () => {
    const lawful = done().modify().modified().handoverRequest('bb');
    for (const how of [onlySent, onlyReceived]) {
      assert.deepEqual(rules(lawful.seen(how)), []);
      assert.deepEqual(lawful.seen(how).unjudged(), []);
    }
  });

  for (const [rule, broken] of BROKEN) {
    it(`rule ${rule} is found broken where messages are sent`, () => {
      assert.ok(rules(broken().seen(onlySent)).includes(rule));
    });
  }

  it('rules 1, 2 and 6 are found broken where messages arrive; of others the order may not be shown', () => {
    const arrived = (told: Story): Story => told.seen((event) => ({ ...event, event: 'received' }));
    for (const [rule, broken] of BROKEN.filter(([rule]) => [1, 2, 6].includes(rule))) {
      assert.ok(rules(arrived(broken().seen(onlySent))).includes(rule), `rule ${rule}`);
    }
    const silent = arrived(done().relocation().downlink().seen(onlySent));
    assert.ok(!rules(silent).includes(10));
    assert.ok(silent.unjudged().includes(`10: ${UNSEEN.order}`));
  });

  it('crosses INITIAL UE MESSAGE, on a connection that the UE has left: what it begins ends with that', () => {
    const attach = (): Story =>
      new Story()
        .downlink()
        .sent('enb-3', 'mme-0', 'INITIAL UE MESSAGE', { nas: 'ATTACH REQUEST', connection: 2 });
    const setup = (told: Story): Story =>
      told.sent('mme-0', 'enb-3', 'INITIAL CONTEXT SETUP REQUEST', { connection: 2, keys: { kenb: '01' } });
    assert.deepEqual(rules(setup(attach().commandNew()).seen(onlySent)), [], 'rule 1');
    const command = { nas: 'SECURITY MODE COMMAND', connection: 2, keys: { kasme: 'cc' }, count: 0 };
    const other = (told: Story): Story => told.sent('mme-0', 'enb-3', 'DOWNLINK NAS TRANSPORT', command);
    assert.deepEqual(rules(other(attach().modify('sent')).seen(onlySent)), [], 'rule 2');
    assert.deepEqual(rules(setup(other(attach().commandNew())).seen(onlySent)), [1], 'on the new connection');
  });

  it('is no such message where the UE was handed over since', () => {
    const moved = new Story()
      .sent('enb-3', 'mme-0', 'INITIAL UE MESSAGE', { nas: 'SERVICE REQUEST', keys: { kasme: 'aa' } })
      .sent('enb-1', 'mme-0', 'PATH SWITCH REQUEST', { connection: 2, other: 1 })
      .commandNew()
      .sent('mme-0', 'enb-1', 'UE CONTEXT MODIFICATION REQUEST', { connection: 2, keys: { kenb: '01' } });
    assert.deepEqual(rules(moved.seen(onlySent)), [1]);
  });

  it('is not mistaken for one where the other end is shown as well', () => {
    const crossing = done().modify('sent').relocation();
    assert.ok(rules(crossing).includes(7));
  });
});

describe('an interface that is not visible', () => {
  const onS1 = (event: TraceEvent): TraceEvent | null => (interfaceOf(event) === 's1' ? event : null);

  it('S10: between HANDOVER REQUIRED and HANDOVER COMMAND there was something, but nobody knows what', () => {
    const handed = story()
      .goes('enb-0', 'mme-0', 'HANDOVER REQUIRED', { other: 2 })
      .relocation()
      .goes('mme-0', 'enb-0', 'HANDOVER COMMAND', { other: 2 });
    assert.deepEqual(
      handed.seen(onS1).unjudged(),
      [6, 7, 8, 10].map((rule) => `${rule}: ${UNSEEN.relocation}`),
    );
  });

  it('S10: a UE that comes back may have another KASME than it left with', () => {
    const back = new Story()
      .downlink()
      .goes('mme-0', 'enb-0', 'UE CONTEXT RELEASE COMMAND')
      .goes('enb-1', 'mme-0', 'HANDOVER NOTIFY', { connection: 2 });
    const reject = { nas: 'SECURITY MODE REJECT', connection: 2, keys: { kasme: 'bb' }, count: 4 };
    const command = { nas: 'SECURITY MODE COMMAND', connection: 2, keys: { kasme: 'cc' }, count: 0 };
    const rejected = back
      .goes('mme-0', 'enb-1', 'DOWNLINK NAS TRANSPORT', command)
      .goes('enb-1', 'mme-0', 'UPLINK NAS TRANSPORT', reject)
      .goes('mme-0', 'enb-1', 'INITIAL CONTEXT SETUP REQUEST', { connection: 2, keys: { kenb: '01' } });
    assert.deepEqual(rules(rejected.seen(onS1)), []);
  });

  it('the radio: rule 4, once there is a KASME to be wrong about', () => {
    const handed = (told: Story): Story => told.goes('enb-1', 'mme-0', 'HANDOVER NOTIFY', { connection: 2 });
    assert.deepEqual(handed(done()).seen(onS1).unjudged(), [`4: ${UNSEEN.radio}`]);
    assert.deepEqual(handed(new Story().downlink()).seen(onS1).unjudged(), []);
    assert.deepEqual(handed(done().modify().modified()).seen(onS1).unjudged(), []);
  });

  it('the radio: an eNB that answers a late modification with RESPONSE has accepted it (rule 5)', () => {
    const required = (told: Story): Story => told.goes('enb-0', 'mme-0', 'HANDOVER REQUIRED', { other: 2 });
    assert.deepEqual(rules(required(done()).modify().modified().seen(onS1)), [5]);
    assert.deepEqual(rules(required(done()).modify().modified('FAILURE').seen(onS1)), []);
    const crossing = required(done().modify()).modified().seen(onS1);
    assert.deepEqual(rules(crossing), []);
    assert.deepEqual(crossing.unjudged(), [`5: ${UNSEEN.radio}`]);
  });

  it('X2: a path switch tells of a handover that may have begun during a modification', () => {
    const switched = done()
      .modify()
      .goes('enb-1', 'mme-0', 'PATH SWITCH REQUEST', { connection: 2, other: 1 });
    assert.ok(switched.seen(onS1).unjudged().includes(`5: ${UNSEEN.x2}`));
  });
});

describe('when an SMC ends', () => {
  it('with its connection: a message that does not show its KASME leaves it open which one the UE comes back with', () => {
    const service = { nas: 'SERVICE REQUEST', connection: 2, keys: { kasme: 'bb' }, count: 2 };
    const reject = { nas: 'SECURITY MODE REJECT', connection: 2, keys: { kasme: 'bb' }, count: 3 };
    const command = { nas: 'SECURITY MODE COMMAND', connection: 2, keys: { kasme: 'cc' }, count: 0 };
    const back = story()
      .goes('mme-1', 'mme-0', 'RELOCATION CANCEL RESPONSE', { connection: 9 })
      .goes('enb-0', 'mme-0', 'UPLINK NAS TRANSPORT', { nas: 'TRACKING AREA UPDATE REQUEST' })
      .goes('enb-0', 'mme-0', 'INITIAL UE MESSAGE', service)
      .goes('mme-0', 'enb-0', 'DOWNLINK NAS TRANSPORT', command)
      .goes('enb-0', 'mme-0', 'UPLINK NAS TRANSPORT', reject)
      .goes('mme-0', 'enb-0', 'INITIAL CONTEXT SETUP REQUEST', { connection: 2, keys: { kenb: '01' } });
    assert.deepEqual(rules(back), []);
  });

  const uplink = (nas: string, kasme: string): Story =>
    story().goes('enb-0', 'mme-0', 'UPLINK NAS TRANSPORT', { nas, keys: { kasme }, count: 70 });

  it('its outcome is proved by a message under the new KASME; to the letter it lasts until COMPLETE', () => {
    const proved = uplink('uplink NAS message', 'bb').relocation({ kasme: 'bb', eksi: 1, as_kasme: 'aa' });
    assert.deepEqual(rules(proved), []);
    assert.deepEqual(
      proved.findings({ strict: true }).map(({ rule }) => rule),
      [6],
    );
  });

  it('a TAU leaves it open which KASME the UE is on; to the letter it aborts the SMC', () => {
    const aborted = uplink('TRACKING AREA UPDATE REQUEST', 'aa').modify();
    assert.deepEqual(rules(aborted), [1]);
    assert.deepEqual(aborted.findings({ strict: true }), []);
  });
});

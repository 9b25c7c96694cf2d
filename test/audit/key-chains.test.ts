import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Audit } from '../../src/audit/audit.js';
import type { Finding } from '../../src/audit/finding.js';
import type { TraceKeys } from '../../src/trace/event.js';
import { OWN_SOURCE } from '../../src/trace/source.js';
import { traceOf } from '../trace/world.js';
import { randomScenario } from './scenarios.js';
import { Story } from './story.js';

/* What is around the rules: the keys that an MME hands to eNBs (TS 33.401 7.2.6.2, 7.2.8), and NAS SMCs sent again. */

const initial = (told: Story, nas: string, count: number): Story =>
  told.goes('enb-0', 'mme-0', 'INITIAL UE MESSAGE', { nas, count, keys: { kasme: 'aa', eksi: 0 } });
const setup = (told: Story, keys: TraceKeys): Story =>
  told
    .goes('mme-0', 'enb-0', 'INITIAL CONTEXT SETUP REQUEST', {
      keys: { kenb: '01', from_kasme: 'aa', ...keys },
    })
    .goes('enb-0', 'mme-0', 'INITIAL CONTEXT SETUP RESPONSE');
const request = (told: Story, ncc: number, keys: TraceKeys = {}, target = 2): Story =>
  told.goes('mme-0', 'enb-1', 'HANDOVER REQUEST', {
    connection: target,
    other: 1,
    keys: { nh: `f${ncc}`, ncc, from_kasme: 'aa', ...keys },
  });
const failed = (told: Story, target = 2): Story =>
  told.goes('enb-1', 'mme-0', 'HANDOVER FAILURE', { connection: target, other: 1 });

/** A connection with its first KeNB. */
const connected = (): Story => setup(initial(new Story(), 'SERVICE REQUEST', 4), { kenb_count: 4 });

describe('the COUNT that a KeNB derives from', () => {
  it('is that of the message that began the connection', () => {
    assert.deepEqual(connected().judged(), []);
    const told = setup(initial(new Story(), 'SERVICE REQUEST', 4), { kenb_count: 3 });
    assert.deepEqual(told.judged(), [
      'kenb_count: SERVICE REQUEST in INITIAL UE MESSAGE + INITIAL CONTEXT SETUP REQUEST',
    ]);
    assert.match(told.findings()[0].because, /uplink COUNT 3, and that of SERVICE REQUEST .* is 4/);
  });

  for (const [count, broken] of [
    [0, 0],
    [4, 1],
  ] as const) {
    it(`is that of SECURITY MODE COMPLETE where there was one: ${count} is ${broken === 0 ? '' : 'not '}right`, () => {
      const told = initial(new Story(), 'ATTACH REQUEST', 4).commandNew().completeNew();
      setup(told, { kenb: '02', from_kasme: 'bb', kenb_count: count });
      assert.equal(told.judged().filter((text) => text.startsWith('kenb_count')).length, broken);
    });
  }

  it('is not judged where that message shows none', () => {
    const told = new Story().goes('enb-0', 'mme-0', 'INITIAL UE MESSAGE', { nas: 'SERVICE REQUEST' });
    assert.deepEqual(setup(told, { kenb_count: 3 }).judged(), []);
  });

  it('and a KeNB or NH that derives from no KASME of the UE is told', () => {
    const kenb = setup(initial(new Story(), 'SERVICE REQUEST', 4), { from_kasme: 'cc', underived: true });
    assert.deepEqual(kenb.judged(), [
      'key_origin: INITIAL CONTEXT SETUP REQUEST + INITIAL CONTEXT SETUP REQUEST',
    ]);
    const nh = request(connected(), 2, { underived: true });
    assert.deepEqual(nh.judged(), ['key_origin: HANDOVER REQUEST + HANDOVER REQUEST']);
  });
});

describe('{NH, NCC}', () => {
  it('go on by one, from NCC 2', () => {
    assert.deepEqual(request(failed(request(connected(), 2)), 3, {}, 3).judged(), []);
    const told = request(failed(request(connected(), 2)), 4, {}, 3);
    assert.deepEqual(told.judged(), ['ncc_step: HANDOVER REQUEST + HANDOVER REQUEST']);
    assert.equal(told.findings()[0].because, 'NCC 4 follows NCC 2: it should be one step');
    assert.deepEqual(request(connected(), 1).judged(), [
      'ncc_step: INITIAL CONTEXT SETUP REQUEST + HANDOVER REQUEST',
    ]);
  });

  it('begin anew with a UE context modification that brings a KeNB', () => {
    const told = failed(request(connected(), 2)).modify().modified();
    assert.deepEqual(request(told, 2, { nh: 'e2', from_kasme: 'bb' }, 3).judged(), []);
  });

  it('of FORWARD RELOCATION REQUEST go to the target eNB as they are', () => {
    const relocated = (ncc: number): string[] =>
      connected()
        .goes('mme-0', 'mme-1', 'FORWARD RELOCATION REQUEST', {
          connection: 2,
          keys: { kasme: 'aa', nh: 'f2', ncc: 2, from_kasme: 'aa' },
        })
        .goes('mme-1', 'enb-1', 'HANDOVER REQUEST', {
          connection: 2,
          keys: { nh: 'f2', ncc, from_kasme: 'aa' },
        })
        .judged();
    assert.deepEqual(relocated(2), []);
    assert.deepEqual(relocated(3), ['ncc_step: FORWARD RELOCATION REQUEST + HANDOVER REQUEST']);
  });

  it('go on from what came with the UE, not from a request whose relocation was given up', () => {
    const forwarded = (told: Story, connection: number, ncc: number): Story =>
      told.sent('mme-0', 'mme-1', 'FORWARD RELOCATION REQUEST', {
        connection,
        keys: { kasme: 'aa', nh: `f${ncc}`, ncc, from_kasme: 'aa' },
      });
    const arrived = (told: Story, connection: number, ncc: number): Story =>
      told
        .received('mme-0', 'mme-1', 'FORWARD RELOCATION REQUEST', { connection })
        .goes('mme-1', 'enb-1', 'HANDOVER REQUEST', {
          connection,
          keys: { nh: `f${ncc}`, ncc, from_kasme: 'aa' },
        });
    // The first was lost at first, and comes between the second and the UE.
    const both = arrived(forwarded(forwarded(connected(), 2, 2), 3, 3), 3, 3);
    const told = arrived(both, 2, 2)
      .goes('enb-1', 'mme-1', 'HANDOVER NOTIFY', { connection: 3 })
      .goes('mme-0', 'mme-1', 'RELOCATION CANCEL REQUEST', { connection: 2 });
    const next = (ncc: number): string[] =>
      told
        .sent('mme-1', 'mme-0', 'FORWARD RELOCATION REQUEST', {
          connection: 4,
          keys: { kasme: 'aa', nh: 'f9', ncc, from_kasme: 'aa' },
        })
        .judged();
    assert.deepEqual(next(4), []);
  });

  it('are handed out once', () => {
    const told = request(failed(request(connected(), 2)), 3, { nh: 'f2' }, 3);
    assert.deepEqual(told.judged(), ['nh_reuse: HANDOVER REQUEST + HANDOVER REQUEST']);
  });

  it('are of the KeNB that AS runs on', () => {
    assert.deepEqual(request(connected(), 2, { from_kenb: '01' }).judged(), []);
    assert.deepEqual(request(connected(), 2, { from_kenb: '09' }).judged(), [
      'nh_chain: INITIAL CONTEXT SETUP REQUEST + HANDOVER REQUEST',
    ]);
  });

  it('wrap at a UE that has made none of eight steps', () => {
    const told = connected();
    for (let step = 2; step <= 8; step++) failed(request(told, step % 8, { nh: `a${step}` }, step), step);
    assert.deepEqual(told.judged(), ['ncc_wrap: HANDOVER REQUEST + HANDOVER REQUEST']);
    assert.equal(told.findings()[0].because, 'the UE is 8 steps of NH behind, and NCC shows 0');
  });

  it('do not wrap at one that has come to a target meanwhile', () => {
    const told = connected();
    for (let step = 2; step <= 9; step++) {
      request(told, step % 8, { nh: `a${step}` }, step);
      if (step === 5) told.goes('enb-1', 'mme-0', 'HANDOVER NOTIFY', { connection: step });
      else failed(told, step);
    }
    assert.deepEqual(told.judged(), []);
  });

  it('wrap in a run without the guard against it', () => {
    const findings: Finding[] = [];
    const audit = new Audit((finding) => findings.push(finding), { source: OWN_SOURCE });
    const scenario = randomScenario(2, 0);
    const failures = { ...scenario.failures, handover_preparation: 0.9 };
    const traffic = { ...scenario.traffic, s1_handover: 2000, rekey: 0 };
    for (const event of traceOf({ ...scenario, failures, traffic, withoutGuards: ['key_chain'] }))
      audit.push(event);
    audit.end();
    assert.deepEqual([...new Set(findings.map(({ check }) => check))], ['ncc_wrap']);
  });
});

describe('a SECURITY MODE COMMAND that is sent again', () => {
  const again = (count: number): string[] =>
    ['first', 'again']
      .reduce(
        (told, which) =>
          told.goes('mme-0', 'enb-0', 'DOWNLINK NAS TRANSPORT', {
            nas: 'SECURITY MODE COMMAND',
            keys: { kasme: 'bb', eksi: 1 },
            count: which === 'first' ? 0 : count,
          }),
        new Story(),
      )
      .judged();

  it('has a COUNT of its own', () => {
    assert.deepEqual(again(1), []);
    const message = 'SECURITY MODE COMMAND in DOWNLINK NAS TRANSPORT';
    assert.deepEqual(again(0), [`smc_count: ${message} + ${message}`]);
  });
});

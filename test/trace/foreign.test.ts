import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Ends } from '../../src/trace/ends.js';
import type { TraceEvent } from '../../src/trace/event.js';
import { OtherNames } from '../../src/trace/other-names.js';
import { OWN_SOURCE } from '../../src/trace/source.js';
import { readBytes } from './files.js';

/* Traces that were written elsewhere. */

const LINE = {
  t_seconds: 1,
  ue: 1,
  event: 'sent',
  from: 'mme-0',
  to: 'enb-1',
  message: 'DOWNLINK NAS TRANSPORT',
  nas: 'SECURITY MODE COMMAND',
  keys: { kasme: 'aa01', eksi: 0 },
} as const;
const text = (line: object): string => `${JSON.stringify(line)}\n`;

describe('JSON lines from elsewhere', () => {
  it('may begin with a byte order mark and end in carriage returns, whatever the chunks', async () => {
    const written = `\ufeff${text(LINE)}${text({ ...LINE, t_seconds: 2 })}`.replaceAll('\n', '\r\n');
    for (const chunk of [1, 2, 3, 5, 1000]) {
      const { list, error } = await readBytes(written, chunk);
      assert.equal(error, null);
      assert.deepEqual(list, [LINE, { ...LINE, t_seconds: 2 }]);
    }
  });

  it('may write keys in capital letters, and names as other documents do', async () => {
    const written = {
      ...LINE,
      message: 'Downlink NAS Transport',
      nas: 'security  mode command',
      keys: { kasme: 'AA01', eksi: 0 },
    };
    const x2 = { ...LINE, from: 'enb-0', message: 'HANDOVER REQUEST', nas: undefined, keys: undefined };
    const { list } = await readBytes(text(written) + text(x2));
    assert.deepEqual(list[0], LINE);
    assert.equal(list[1].message, 'HANDOVER REQUEST (X2)');
  });

  it('are told apart from what is none by the first bytes', async () => {
    for (const [bytes, what] of [
      ['0a0d0d0a1c0000004d3c2b1a', /pcapng, a capture/],
      ['d4c3b2a1020004000000', /pcap, a capture/],
      ['1f8b080000000000', /gzip; take it apart first/],
      ['fffe7b002200', /text in UTF-16; write it as UTF-8/],
    ] as const) {
      const { error } = await readBytes(Buffer.from(bytes, 'hex'), 1);
      assert.match(String(error?.message), what);
    }
  });
});

describe('names', () => {
  it('of the specifications that no rule asks for are not unknown', () => {
    const names = new OtherNames();
    for (const nas of ['ATTACH ACCEPT', 'EMM INFORMATION', 'IDENTITY REQUEST', 'Esm information request']) {
      names.see('UE CAPABILITY INFO INDICATION', nas, 1);
    }
    for (const name of [
      'E-RAB SETUP REQUEST',
      'eNB STATUS TRANSFER',
      'MME STATUS TRANSFER',
      'SN STATUS TRANSFER',
    ]) {
      names.see(name, undefined, 2);
    }
    names.see('SECURITY MODE COMAND', undefined, 3);
    assert.equal(names.passed.length, 9);
    assert.deepEqual(names.passed[0], { name: 'UE CAPABILITY INFO INDICATION', count: 4, first_seconds: 1 });
    assert.deepEqual(names.unknown, [{ name: 'SECURITY MODE COMAND', count: 1, first_seconds: 3 }]);
  });
});

describe('the ends of a message', () => {
  const event = (t: number, kind: 'sent' | 'received', more: Partial<TraceEvent> = {}): TraceEvent => ({
    t_seconds: t,
    ue: 1,
    event: kind,
    from: 'mme-0',
    to: 'enb-0',
    message: 'HANDOVER COMMAND',
    id: 1,
    ...more,
  });
  const given = (events: readonly TraceEvent[], source = {}): string[] => {
    const out: string[] = [];
    const ends = new Ends(source, ({ event, id, cause, inferred }) =>
      out.push(`${event} ${id}${inferred ? ', inferred' : ''}${cause ? `, ${cause}` : ''}`),
    );
    for (const each of events) ends.push(each);
    ends.end();
    return out;
  };

  it('are both there in a trace of this program, as they are', () => {
    const events = [event(1, 'sent'), event(2, 'received'), event(3, 'sent', { id: 2 })];
    assert.deepEqual(given(events, OWN_SOURCE), ['sent 1', 'received 1', 'sent 2']);
    assert.deepEqual(given(events), ['sent 1', 'received 1', 'sent 2']);
  });

  it('are one where each message is seen once, at either end', () => {
    assert.deepEqual(given([event(1, 'sent'), event(2, 'received', { id: 2 })]), [
      'sent 1',
      'received 1, inferred',
      'sent 2, inferred',
      'received 2',
    ]);
  });

  it('may be both on one interface and one on another', () => {
    const s10 = { to: 'mme-1', message: 'FORWARD RELOCATION REQUEST', id: 9 } as const;
    assert.deepEqual(given([event(1, 'sent'), event(2, 'received'), event(3, 'received', s10)]), [
      'sent 1',
      'received 1',
      'sent 9, inferred',
      'received 9',
    ]);
  });

  it('a message whose beginning lies before the trace was not sent in it; one that comes far too late was', () => {
    const events = [event(1, 'received'), event(1.1, 'sent', { id: 2 }), event(1.2, 'received', { id: 2 })];
    assert.deepEqual(given(events), ['received 1', 'sent 2', 'received 2']);
    assert.deepEqual(given([...events, event(9, 'received', { id: 3 })]).slice(-2), [
      'sent 3, inferred',
      'received 3',
    ]);
  });

  it('a request on S10 that comes again is a duplicate', () => {
    const s10 = { to: 'mme-1', message: 'FORWARD RELOCATION REQUEST' } as const;
    const events = [event(1, 'sent', s10), event(2, 'received', s10), event(5, 'received', s10)];
    assert.deepEqual(given(events), ['sent 1', 'received 1', 'received 1, duplicate']);
  });
});

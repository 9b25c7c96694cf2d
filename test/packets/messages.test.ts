import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { CaptureWriter } from '../../src/packets/write.js';
import { deriveAlgorithmKey } from '../../src/security/derivations.js';
import { nasIntegrity } from '../../src/security/nas-protection.js';
import type { TraceEvent } from '../../src/trace/event.js';
import { inDirectory } from '../trace/files.js';
import { everyMessage, KEY, NH } from './events.js';
import { fields, skip, tshark } from './tshark.js';

/** Writes the events into a capture, and calls with its path. */
async function captured<T>(events: readonly TraceEvent[], use: (path: string) => T): Promise<T> {
  return inDirectory(async (dir) => {
    const pieces: Uint8Array[] = [];
    const writer = new CaptureWriter((piece) => pieces.push(piece), 'uestorm test');
    for (const event of events) writer.take(event);
    assert.deepEqual(writer.leftOut.list(), []);
    const path = join(dir, 'trace.pcapng');
    writeFileSync(path, Buffer.concat(pieces));
    return use(path);
  });
}

const octetsOf = (colons: string): string => colons.replaceAll(':', '');

describe('every message of every procedure, as tshark dissects it', { skip }, () => {
  it('has a form, no malformed field and right checksums', async () => {
    await captured(everyMessage(), (path) => {
      assert.equal(tshark(path, ['-q', '-z', 'expert']).trim(), '');
    });
  });

  it('is recognised by its name', async () => {
    const events = everyMessage();
    await captured(events, (path) => {
      const rows = fields(path, ['_ws.col.Info'], '!(s1ap.procedureCode == 17)').map(([info]) => info);
      assert.equal(rows.length, events.length);
      const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');
      events.forEach((event, i) => {
        const name = plain(event.message?.replace(/ \(.*\)$/, '') ?? '');
        assert.ok(plain(rows[i]).includes(name), `${event.message}: ${rows[i]}`);
      });
    });
  });
});

describe('what a message says is in its packet', { skip }, () => {
  const base: TraceEvent = {
    t_seconds: 1.5,
    ue: 17,
    event: 'sent',
    from: 'mme-1',
    to: 'enb-6',
    id: 1,
    connection: 3,
  };

  it('KeNB in INITIAL CONTEXT SETUP REQUEST and UE CONTEXT MODIFICATION REQUEST', async () => {
    const keys = { kenb: KEY };
    const events = [
      { ...base, message: 'INITIAL CONTEXT SETUP REQUEST', keys },
      { ...base, id: 2, message: 'UE CONTEXT MODIFICATION REQUEST', keys },
      { ...base, id: 3, message: 'UE CONTEXT MODIFICATION REQUEST' },
    ];
    await captured(events, (path) => {
      const rows = fields(path, ['s1ap.SecurityKey'], 's1ap.procedureCode != 17');
      assert.deepEqual(
        rows.map(([key]) => octetsOf(key)),
        [KEY, KEY, ''],
      );
    });
  });

  it('{NH, NCC} in HANDOVER REQUEST and PATH SWITCH REQUEST ACKNOWLEDGE', async () => {
    const keys = { nh: NH, ncc: 5 };
    const events = [
      { ...base, message: 'HANDOVER REQUEST', keys, other_connection: 2 },
      { ...base, id: 2, message: 'PATH SWITCH REQUEST ACKNOWLEDGE', keys },
    ];
    await captured(events, (path) => {
      const names = ['s1ap.nextHopParameter', 's1ap.nextHopChainingCount'];
      for (const [nh, ncc] of fields(path, names, 's1ap.procedureCode != 17')) {
        assert.deepEqual([octetsOf(nh), ncc], [NH, '5']);
      }
    });
  });

  it('both security contexts in FORWARD RELOCATION REQUEST, or the one that there is', async () => {
    const event = { ...base, to: 'mme-2', message: 'FORWARD RELOCATION REQUEST', nas_count: 9 } as const;
    const events: TraceEvent[] = [
      { ...event, keys: { kasme: KEY, eksi: 1, as_kasme: NH, as_eksi: 2, nh: KEY, ncc: 4 } },
      { ...event, id: 2, connection: 4, keys: { kasme: KEY, eksi: 1, nh: NH, ncc: 6 } },
    ];
    await captured(events, (path) => {
      const names = ['kasme', 'ksi_a', 'old_kasme', 'nh', 'ncc', 'nas_dl_cnt'].map(
        (n) => `gtpv2.mm_context_${n}`,
      );
      const rows = fields(path, [...names, 'gtpv2.old_ksiasme', 'gtpv2.old_ncc', 'gtpv2.mm_context.old_nh']);
      assert.deepEqual(
        rows.map((row) => row.map(octetsOf)),
        [
          [KEY, '1', NH, '', '', '9', '2', '4', KEY],
          [KEY, '1', '', NH, '6', '9', '', '', ''],
        ],
      );
    });
  });

  it('the NAS header: sequence number, type, and a MAC that KASME gives', async () => {
    const keys = { kasme: KEY, eksi: 3 };
    const event = { ...base, message: 'DOWNLINK NAS TRANSPORT', nas_count: 0x102, keys };
    const events = [
      { ...event, nas: 'SECURITY MODE COMMAND' },
      { ...event, id: 2, nas: 'downlink NAS message' },
    ];
    // What an MME must read before it knows the context is not ciphered.
    const uplink = { ...event, message: 'UPLINK NAS TRANSPORT', from: 'enb-6', to: 'mme-1' } as const;
    const update = { ...uplink, nas: 'TRACKING AREA UPDATE REQUEST' };
    await captured([update], (path) => {
      const [[type]] = fields(path, ['nas_eps.security_header_type'], 's1ap.procedureCode == 13');
      assert.equal(type.split(',')[0], '1');
    });
    await captured(events, (path) => {
      const names = [
        'nas_eps.security_header_type',
        'nas_eps.seq_no',
        'nas_eps.msg_auth_code',
        's1ap.NAS_PDU',
      ];
      const rows = fields(path, names, 's1ap.procedureCode != 17');
      assert.deepEqual(
        rows.map(([type, sequence]) => [type.split(',')[0], sequence]),
        [
          ['3', '2'],
          ['2', '2'],
        ],
      );
      for (const [, , mac, pdu] of rows) {
        const octets = Buffer.from(octetsOf(pdu), 'hex');
        const key = deriveAlgorithmKey(Buffer.from(KEY, 'hex'), 'nas-int', 2);
        const expected = Buffer.from(nasIntegrity(2, key, 0x102, 1, octets.subarray(5)) ?? []).toString(
          'hex',
        );
        assert.equal(mac, `0x${expected}`);
      }
    });
  });

  it('a handover command hands the NCC through, and its key change indicator tells it from a key change', async () => {
    const radio = { ...base, from: 'enb-6', to: 'ue', other_connection: 4 } as const;
    const events: TraceEvent[] = [
      { ...radio, message: 'RRCConnectionReconfiguration (handover)', keys: { ncc: 6 } },
      { ...radio, id: 2, message: 'RRCConnectionReconfiguration (key change)' },
    ];
    await captured(events, (path) => {
      const names = ['lte-rrc.keyChangeIndicator', 'lte-rrc.nextHopChainingCount'];
      assert.deepEqual(fields(path, names), [
        ['0', '6'],
        ['1', '0'],
      ]);
    });
  });

  it('a message is there where it is sent and where it arrives, and once if it is lost', async () => {
    const sent = { ...base, message: 'HANDOVER CANCEL ACKNOWLEDGE' };
    const events: TraceEvent[] = [
      sent,
      { ...sent, t_seconds: 1.7, event: 'received' },
      { ...sent, id: 2, t_seconds: 1.8 },
      { ...sent, id: 2, t_seconds: 1.9, event: 'lost' },
    ];
    await captured(events, (path) => {
      const names = ['frame.time_epoch', 'frame.interface_name', 'sctp.data_tsn_raw'];
      const rows = fields(path, names, 's1ap.procedureCode == 4');
      assert.deepEqual(
        rows.map(([time, node, tsn]) => [Number(time), node, tsn]),
        [
          [1.5, 'mme-1', '2'],
          [1.7, 'enb-6', '2'],
          [1.8, 'mme-1', '3'],
        ],
      );
    });
  });

  it('within an MME a UE keeps its MME-UE-S1AP-ID in a handover, and another connection has another eNB-UE-S1AP-ID', async () => {
    const events: TraceEvent[] = [
      {
        ...base,
        from: 'enb-6',
        to: 'mme-1',
        message: 'HANDOVER REQUIRED',
        connection: 1,
        other_connection: 2,
      },
      { ...base, id: 2, to: 'enb-9', message: 'HANDOVER REQUEST', connection: 2, other_connection: 1 },
      { ...base, id: 3, ue: 18, from: 'enb-6', to: 'mme-1', message: 'HANDOVER NOTIFY', connection: 1 },
    ];
    await captured(events, (path) => {
      const names = ['s1ap.MME_UE_S1AP_ID', 's1ap.ENB_UE_S1AP_ID'];
      assert.deepEqual(fields(path, names, 's1ap.procedureCode != 17'), [
        ['0', '0'],
        ['0', ''],
        ['1', '1'],
      ]);
    });
  });
});

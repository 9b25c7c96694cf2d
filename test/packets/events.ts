import { MESSAGES } from '../../src/model/messages.js';
import { NAS_MESSAGES } from '../../src/model/nas-messages.js';
import type { TraceEvent, TraceNode } from '../../src/trace/event.js';

/** A key of 32 octets, and an identity as a trace without real keys has it. */
export const KEY = '2e42b1a5de8b5761f40bdcb3f5ede2322e22d28c3f33ee96046ffa600d017bf6';
export const NH = '6404492311d973f0414e715ecfe6895fcd48a7995fbb4b758bf5d8a32d08cc2e';

const NODES = { ue: 'ue', enb: 'enb-6', mme: 'mme-1' } as const;
const OTHERS = { ue: 'ue', enb: 'enb-9', mme: 'mme-2' } as const;

/** Transports, each with every NAS message that may lie in it. */
const UPLINK = new Set(['ULInformationTransfer', 'UPLINK NAS TRANSPORT']);
const INITIAL = new Set(['RRCConnectionSetupComplete', 'INITIAL UE MESSAGE']);
const DOWNLINK = new Set(['DLInformationTransfer', 'DOWNLINK NAS TRANSPORT', 'NAS NON DELIVERY INDICATION']);
const BEGINS = new Set([
  'ATTACH REQUEST',
  'SERVICE REQUEST',
  'TRACKING AREA UPDATE REQUEST',
  'DETACH REQUEST',
]);
const IS_UPLINK = /(REQUEST|RESPONSE|COMPLETE|FAILURE|uplink)|MODE REJECT/;
const IS_DOWNLINK =
  /ACCEPT|COMMAND|ATTACH REJECT|SERVICE REJECT|UPDATE REJECT|AUTHENTICATION REQUEST|downlink/;

/** NAS messages that a message may carry; `undefined`: it carries none. */
function nasOf(message: string): readonly (string | undefined)[] {
  const all = NAS_MESSAGES.slice(1);
  if (INITIAL.has(message)) return all.filter((nas) => BEGINS.has(nas));
  if (UPLINK.has(message)) {
    return all.filter(
      (nas) => IS_UPLINK.test(nas) && nas !== 'AUTHENTICATION REQUEST' && nas !== 'SERVICE REQUEST',
    );
  }
  return DOWNLINK.has(message) ? all.filter((nas) => IS_DOWNLINK.test(nas)) : [undefined];
}

/** An event of every message of the model, with every NAS message that it may carry. */
export function everyMessage(): readonly TraceEvent[] {
  let id = 0;
  return MESSAGES.flatMap(({ name, from, to }) => {
    // A UE that moves is no message.
    if (from === to && from === 'ue') return [];
    return nasOf(name).map((nas): TraceEvent => {
      const receiver: TraceNode = from === to ? OTHERS[to] : NODES[to];
      id++;
      return {
        t_seconds: id / 1000,
        ue: 17,
        event: 'sent',
        from: NODES[from],
        to: receiver,
        message: name,
        id,
        connection: 1,
        other_connection: 2,
        ...(nas !== undefined && { nas, nas_count: 259 }),
        keys: { kasme: KEY, eksi: 3, new_eksi: 4, kenb: KEY, nh: NH, ncc: 5, as_kasme: NH, as_eksi: 2 },
      };
    });
  });
}

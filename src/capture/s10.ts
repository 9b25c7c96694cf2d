import { Recent } from '../trace/recent.js';
import { imsiIn } from './imsi.js';
import { identityOf, keysOf, type Message, type Said } from './message.js';
import { gtpName } from './names.js';
import type { Nodes } from './nodes.js';
import { first, number, type Packet, type Pdu } from './pdml.js';
import type { Ue, Ues } from './ues.js';

/*
 * Relocation on S10 (TS 29.274). An answer goes by the sequence number of its request, and every other message by the tunnel
 * endpoint that its receiver has given out.
 */

/** Fields that are read. */
export const GTP_FIELDS = [
  'gtpv2.message_type',
  'gtpv2.teid',
  'gtpv2.seq',
  'gtpv2.cause',
  'gtpv2.f_teid_interface_type',
  'gtpv2.f_teid_gre_key',
  'gtpv2.mm_context_ksi_a',
  'gtpv2.old_ksiasme',
  'gtpv2.mm_context_nh',
  'gtpv2.mm_context.old_nh',
  'gtpv2.mm_context_ncc',
  'gtpv2.old_ncc',
  'gtpv2.mm_context_nas_dl_cnt',
  'gtpv2.mm_context_kasme',
  'gtpv2.mm_context_old_kasme',
] as const;

/** F-TEID: interface type "S10/N26 MME GTP-C" (TS 29.274 8.22). */
const S10_MME = '12';
/** Cause: request accepted (TS 29.274 8.4). */
const ACCEPTED = 16;
/** Relocations that are remembered. */
const REMEMBERED_MAX = 2 ** 15;

interface Relocation {
  readonly ue: Ue;
  readonly connection: number;
}

/** Makes of GTPv2-C messages on S10 what a trace says of them. */
export class S10 {
  /** By tunnel endpoint, by sequence number, and by IMSI. */
  private readonly relocations = new Recent<string, Relocation>(REMEMBERED_MAX);

  constructor(
    private readonly ues: Ues,
    private readonly nodes: Nodes,
  ) {}

  message(pdu: Pdu, packet: Packet): Said {
    const name = gtpName(number(pdu, 'gtpv2.message_type') ?? -1);
    if (name === null) return null;
    const { source, destination } = packet;
    const sequence = first(pdu, 'gtpv2.seq')?.show;
    const relocation =
      name === 'FORWARD RELOCATION REQUEST'
        ? this.begin(pdu, packet)
        : this.known(name, pdu, `${destination} ${source} ${sequence}`, `${destination} ${teidOf(pdu)}`);
    if (relocation === null) return 'of a stranger';
    if (!isAnswer(name)) this.relocations.set(`${source} ${destination} ${sequence}`, relocation);
    const own = ownTeid(pdu);
    if (own !== undefined) this.relocations.set(`${source} ${own}`, relocation);
    const { keys, nas_count } = name === 'FORWARD RELOCATION REQUEST' ? contextOf(pdu, relocation.ue) : {};
    return {
      ue: relocation.ue.number,
      from: this.nodes.mme(source),
      to: this.nodes.mme(destination),
      message: name,
      connection: relocation.connection,
      ...(name === 'FORWARD RELOCATION RESPONSE' && {
        cause: number(pdu, 'gtpv2.cause') === ACCEPTED ? 'accepted' : 'refused',
      }),
      ...(keys !== undefined && { keys }),
      ...(nas_count !== undefined && { nas_count }),
    };
  }

  private begin(pdu: Pdu, { source, destination }: Packet): Relocation {
    const again = this.relocations.get(`${source} ${destination} ${first(pdu, 'gtpv2.seq')?.show}`);
    const container = first(pdu, 's1ap.rRC_Container')?.value;
    const own = ownTeid(pdu);
    // What is sent again has its number and its endpoint.
    if (again !== undefined && own !== undefined && this.relocations.get(`${source} ${own}`) === again) {
      return again;
    }
    const imsi = imsiIn(pdu);
    const prepared = container === undefined ? null : this.ues.prepared(container);
    const known = imsi === undefined ? null : this.ues.known(imsi);
    const ue = prepared?.ue ?? known ?? this.ues.create();
    if (imsi !== undefined) {
      this.ues.renamed(imsi, ue);
      ue.imsi = imsi;
    }
    if (prepared !== null) this.nodes.isAlso(source, prepared.mme);
    const connection = prepared?.target ?? ue.next++;
    if (container !== undefined && prepared === null) {
      this.ues.prepare(container, { ue, target: connection, source: null, mme: this.nodes.mme(source) });
    }
    const relocation = { ue, connection };
    if (imsi !== undefined) this.relocations.set(imsi, relocation);
    return relocation;
  }

  private known(name: string, pdu: Pdu, asked: string, endpoint: string): Relocation | null {
    const imsi = imsiIn(pdu) ?? '';
    return this.relocations.get(isAnswer(name) ? asked : endpoint) ?? this.relocations.get(imsi) ?? null;
  }
}

const isAnswer = (name: string): boolean => name.endsWith('RESPONSE') || name.endsWith('ACKNOWLEDGE');

const teidOf = (pdu: Pdu): string => Number(first(pdu, 'gtpv2.teid')?.show ?? 0).toString();

/** The endpoint on S10 that a message gives out; those of S11 and S5 lie beside it. */
function ownTeid(pdu: Pdu): string | undefined {
  const at = pdu.fields.findIndex(
    ({ name, show }) => name === 'gtpv2.f_teid_interface_type' && show === S10_MME,
  );
  const field = pdu.fields.slice(at + 1).find(({ name }) => name === 'gtpv2.f_teid_gre_key');
  return at < 0 || field === undefined ? undefined : Number(field.show).toString();
}

/** The security contexts that are handed over. Which KASMEs they are, eKSIs say: other messages show no KASME. */
function contextOf(pdu: Pdu, { keys: ring }: Ue): Pick<Message, 'keys' | 'nas_count'> {
  const nh = (first(pdu, 'gtpv2.mm_context_nh') ?? first(pdu, 'gtpv2.mm_context.old_nh'))?.value;
  const count = number(pdu, 'gtpv2.mm_context_nas_dl_cnt');
  const ncc = number(pdu, 'gtpv2.mm_context_ncc') ?? number(pdu, 'gtpv2.old_ncc');
  const [kasme, old] = ['gtpv2.mm_context_kasme', 'gtpv2.mm_context_old_kasme'].map((name) => {
    const value = first(pdu, name)?.value;
    return value === undefined ? undefined : Buffer.from(value, 'hex');
  });
  const as = old ?? kasme;
  const derived =
    as === undefined || nh === undefined || ncc === undefined
      ? {}
      : ring.inherit(as, Buffer.from(nh, 'hex'), ncc);
  const names = [kasme, old].map((octets) => octets && ring.proved(octets));
  // One that is named and one that is not would be two where they may be one.
  const isNamed = names[0] !== undefined && (old === undefined || names[1] !== undefined);
  const keys = keysOf({
    eksi: number(pdu, 'gtpv2.mm_context_ksi_a'),
    as_eksi: number(pdu, 'gtpv2.old_ksiasme'),
    nh: nh === undefined ? undefined : identityOf(nh),
    ncc,
    ...(isNamed && { kasme: names[0], as_kasme: names[1] }),
    ...derived,
  });
  return { ...(keys !== undefined && { keys }), ...(count !== undefined && { nas_count: count }) };
}

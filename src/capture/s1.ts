import { RADIO_NETWORK_CAUSES } from '../trace/causes.js';
import { type TraceNode, USUAL_ALGORITHMS } from '../trace/event.js';
import { imsiIn } from './imsi.js';
import type { Proof } from './keys/ring.js';
import type { KeyStore } from './keys/store.js';
import { identityOf, keysOf, type Message, type Said } from './message.js';
import { isFromMme, s1apName } from './names.js';
import { type NasHead, nasHead, protectedNas } from './nas.js';
import { type NasIdentity, nasIdentity } from './nas-identity.js';
import type { Nodes } from './nodes.js';
import { first, number, type Packet, type Pdu } from './pdml.js';
import type { Connection, Ue, Ues } from './ues.js';

/*
 * S1AP messages (TS 36.413), with the NAS message inside. Which way a message goes its name says, not its ports: an eNB
 * may use the same one.
 */

/** Fields that are read. */
export const S1AP_FIELDS = [
  's1ap.S1AP_PDU',
  's1ap.procedureCode',
  's1ap.MME_UE_S1AP_ID',
  's1ap.ENB_UE_S1AP_ID',
  's1ap.NAS_PDU',
  's1ap.nAS_PDU',
  's1ap.pLMNidentity',
  's1ap.SecurityKey',
  's1ap.nextHopParameter',
  's1ap.nextHopChainingCount',
  's1ap.rRC_Container',
  's1ap.radioNetwork',
  's1ap.mMEC',
  's1ap.m_TMSI',
  'e212.imsi',
] as const;

interface Parts {
  readonly name: string;
  readonly enb: TraceNode;
  readonly mme: TraceNode;
  readonly association: string;
  readonly enbUeId: number | null;
  readonly mmeUeId: number | null;
}

/** Messages that speak of the connection at the other end of a handover. */
const NAMES_TARGET: ReadonlySet<string> = new Set([
  'HANDOVER REQUIRED',
  'HANDOVER COMMAND',
  'HANDOVER PREPARATION FAILURE',
  'HANDOVER CANCEL',
  'HANDOVER CANCEL ACKNOWLEDGE',
]);

/** Makes of S1AP messages what a trace says of them. */
export class S1 {
  constructor(
    private readonly ues: Ues,
    private readonly nodes: Nodes,
    private readonly store: KeyStore,
  ) {}

  message(pdu: Pdu, packet: Packet): Said {
    const procedure = number(pdu, 's1ap.procedureCode') ?? -1;
    const outcome = number(pdu, 's1ap.S1AP_PDU') ?? 0;
    const name = s1apName(procedure, outcome);
    if (name === null) return null;
    const isUplink = !isFromMme(procedure, outcome);
    const parts = this.parts(pdu, packet, name, isUplink);
    if (name === 'PAGING') return this.paging(pdu, parts);
    if (parts.enbUeId === null && parts.mmeUeId === null) return null;
    const [connection, other] = this.connectionOf(pdu, parts);
    const octets = nasIn(pdu);
    const wasUplink = isUplink && name !== 'NAS NON DELIVERY INDICATION';
    const nas = octets === null ? null : this.nas(pdu, octets, connection, wasUplink, parts);
    const { ue } = connection;
    if (name === 'INITIAL UE MESSAGE' && nas !== null) ue.counts.begin(nas);
    if (nas?.challenge !== undefined) this.store.challenged(ue, nas.challenge);
    const shield = octets === null ? null : protectedNas(octets);
    const proof = shield === null ? {} : ue.keys.prove(shield, wasUplink ? 'uplink' : 'downlink');
    const estimated = nas === null ? null : ue.counts.see(nas, isUplink);
    const count = proof === 'wrong' ? null : (proof.count ?? estimated);
    if (nas?.ciphering !== undefined) ue.isReadable = nas.ciphering === 0;
    const keys = this.keys(pdu, name, ue, nas, proof);
    if (name === 'UE CONTEXT RELEASE COMPLETE') this.ues.release(connection);
    return {
      ue: connection.ue.number,
      from: isUplink ? parts.enb : parts.mme,
      to: isUplink ? parts.mme : parts.enb,
      message: name,
      ...(nas !== null && { nas: nas.name }),
      connection: connection.number,
      ...(other !== null && { other_connection: other }),
      ...causeIn(pdu, name),
      ...(keys !== undefined && { keys }),
      ...(count !== null && { nas_count: count }),
    };
  }

  /** PAGING is of no connection: its UE goes by an identity. */
  private paging(pdu: Pdu, { name, enb, mme }: Parts): Said {
    const identities = identitiesOf(pdu);
    if (identities.length === 0) return null;
    return { ue: this.ueOf(identities).number, from: mme, to: enb, message: name };
  }

  private parts(pdu: Pdu, packet: Packet, name: string, isUplink: boolean): Parts {
    const { source, destination, sourcePort, destinationPort } = packet;
    const [enb, enbPort, mme] = isUplink
      ? [source, sourcePort, destination]
      : [destination, destinationPort, source];
    return {
      name,
      enb: this.nodes.enb(enb, enbPort),
      mme: this.nodes.mme(mme),
      association: `${enb} ${enbPort} to ${mme}`,
      enbUeId: number(pdu, 's1ap.ENB_UE_S1AP_ID') ?? null,
      mmeUeId: number(pdu, 's1ap.MME_UE_S1AP_ID') ?? null,
    };
  }

  /** The connection that a message is about, and the number of the one at the other end of a handover. */
  private connectionOf(pdu: Pdu, parts: Parts): readonly [connection: Connection, other: number | null] {
    const { ues } = this;
    const { name, association, enbUeId, mmeUeId } = parts;
    if (name === 'INITIAL UE MESSAGE') return [this.begin(pdu, parts), null];
    if (name === 'HANDOVER REQUEST') return this.handedOver(pdu, parts);
    if (name === 'PATH SWITCH REQUEST') return this.switched(parts);
    const found = ues.find(association, enbUeId, mmeUeId);
    const connection = found ?? ues.connect({ ...parts, ue: ues.create() });
    ues.learn(connection, enbUeId, mmeUeId);
    if (name === 'HANDOVER REQUIRED') {
      connection.target = connection.ue.next++;
      const container = first(pdu, 's1ap.rRC_Container')?.value;
      if (container !== undefined) {
        const { ue, target, number: source, mme } = connection;
        ues.prepare(container, { ue, target, source, mme });
      }
    }
    return [connection, NAMES_TARGET.has(name) ? connection.target : null];
  }

  /** INITIAL UE MESSAGE: its UE is known by one of the identities that it shows, if at all. */
  private begin(pdu: Pdu, parts: Parts): Connection {
    return this.ues.connect({ ...parts, ue: this.ueOf(identitiesOf(pdu)), mmeUeId: null });
  }

  /** The UE of identities: a new one, where none of them is known. */
  private ueOf(identities: readonly string[]): Ue {
    const { ues } = this;
    const known = identities.map((identity) => ues.known(identity)).find((ue) => ue !== null);
    const ue = known ?? ues.create();
    for (const identity of identities) ues.identified(identity, ue);
    return ue;
  }

  /** HANDOVER REQUEST: the target knows its UE by what the source has sent it, through the MME or the MMEs. */
  private handedOver(pdu: Pdu, parts: Parts): readonly [Connection, number | null] {
    const { ues } = this;
    const { mme, mmeUeId } = parts;
    const container = first(pdu, 's1ap.rRC_Container')?.value;
    const prepared = container === undefined ? null : ues.prepared(container);
    const source = prepared === null && mmeUeId !== null ? ues.latest(mme, mmeUeId) : null;
    const ue = prepared?.ue ?? source?.ue ?? ues.create();
    const number = prepared?.target ?? source?.target ?? ue.next++;
    const connection = ues.connect({ ...parts, ue, enbUeId: null }, number);
    const isWithin = prepared !== null && prepared.mme === mme;
    return [connection, isWithin ? prepared.source : (source?.number ?? null)];
  }

  private switched(parts: Parts): readonly [Connection, number | null] {
    const { ues } = this;
    const { mme, mmeUeId, enb } = parts;
    const source = mmeUeId === null ? null : ues.latest(mme, mmeUeId);
    const ue = source?.ue ?? ues.create();
    const prepared = ues.prepared(`${ue.number} ${enb}`);
    if (source !== null) ues.leave(source);
    return [ues.connect({ ...parts, ue }, prepared?.target), source?.number ?? null];
  }

  private nas(
    pdu: Pdu,
    octets: Uint8Array,
    connection: Connection,
    isUplink: boolean,
    { name }: Parts,
  ): NasHead | null {
    const head = nasHead(octets, isUplink, connection.ue.isReadable);
    // What names a UE that is known under another number: the connection is that one's from here on.
    const { imsi, temporary } = nasIdentity(octets, isUplink, connection.ue.isReadable);
    if (imsi !== undefined) {
      connection.ue = this.ues.identified(imsi, connection.ue);
      connection.ue.imsi = imsi;
    }
    const plmn = first(pdu, 's1ap.pLMNidentity')?.value;
    if (plmn !== undefined && isUplink) connection.ue.plmn = Buffer.from(plmn, 'hex');
    this.store.supply(connection.ue);
    if (temporary !== undefined && !isUplink && name !== 'NAS NON DELIVERY INDICATION') {
      this.ues.renamed(temporary, connection.ue);
    }
    return head;
  }

  private keys(pdu: Pdu, name: string, ue: Ue, nas: NasHead | null, proof: Proof): Message['keys'] {
    const hasNcc = name === 'HANDOVER REQUEST' || name === 'PATH SWITCH REQUEST ACKNOWLEDGE';
    const kenb = first(pdu, 's1ap.SecurityKey')?.value;
    const ncc = hasNcc ? number(pdu, 's1ap.nextHopChainingCount') : undefined;
    const nh = hasNcc ? first(pdu, 's1ap.nextHopParameter')?.value : undefined;
    return keysOf({
      ...(proof === 'wrong' ? { unproved: true } : { kasme: proof.kasme }),
      eksi: nas?.eksi,
      new_eksi: nas?.newEksi,
      nas_algorithms: nas?.integrity === USUAL_ALGORITHMS ? undefined : nas?.integrity,
      ...(kenb !== undefined && {
        kenb: identityOf(kenb),
        ...ue.keys.kenb(Buffer.from(kenb, 'hex'), name === 'INITIAL CONTEXT SETUP REQUEST'),
      }),
      ...(nh !== undefined && { nh: identityOf(nh), ...ue.keys.nh(Buffer.from(nh, 'hex'), ncc ?? 0) }),
      ncc,
    });
  }
}

/** Messages whose cause says something: why an eNB could not do what it was asked for. */
const SAYS_CAUSE: ReadonlySet<string> = new Set([
  'NAS NON DELIVERY INDICATION',
  'UE CONTEXT MODIFICATION FAILURE',
]);

/** The cause of the radio network that such a message gives, by the standard's name. */
function causeIn(pdu: Pdu, name: string): { readonly cause?: string } {
  const value = SAYS_CAUSE.has(name) ? number(pdu, 's1ap.radioNetwork') : undefined;
  const cause = value === undefined ? undefined : RADIO_NETWORK_CAUSES[value];
  return cause === undefined || cause === 'Unspecified' ? {} : { cause };
}

/** What a UE without a connection goes by: the identities that its MME has given it, and its IMSI. */
function identitiesOf(pdu: Pdu): readonly string[] {
  const octets = nasIn(pdu);
  const shown: NasIdentity = octets === null ? {} : nasIdentity(octets, true, true);
  const imsi = shown.imsi ?? imsiIn(pdu);
  return [temporaryIn(pdu), shown.temporary, imsi].filter((identity) => identity !== undefined);
}

/** The NAS message inside; of an E-RAB, that of the first one. */
function nasIn(pdu: Pdu): Uint8Array | null {
  const octets = (first(pdu, 's1ap.NAS_PDU') ?? first(pdu, 's1ap.nAS_PDU'))?.value;
  return octets === undefined ? null : Buffer.from(octets, 'hex');
}

/** Code of the MME and M-TMSI, beside the NAS message: the identity that an MME gives. */
function temporaryIn(pdu: Pdu): string | undefined {
  const [code, tmsi] = [first(pdu, 's1ap.mMEC')?.value, first(pdu, 's1ap.m_TMSI')?.value];
  return code === undefined || tmsi === undefined ? undefined : `${code} ${tmsi}`;
}

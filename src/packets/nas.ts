import { deriveAlgorithmKey } from '../security/derivations.js';
import { nasIntegrity } from '../security/nas-protection.js';

import { type NasContext, plainNas } from './nas-message.js';
import { bigEndian, concat, fromHex } from './octets.js';

/** What protects a message: COUNT, and the KASME if it is known in full (64 hexadecimal digits). */
export interface NasProtection {
  readonly count: number;
  readonly kasme: string;
  readonly isUplink: boolean;
}

/** Security header types (TS 24.301 9.3.1). */
const INTEGRITY_PROTECTED = 1;
const CIPHERED = 2;
const NEW_CONTEXT = 3;
const NEW_CONTEXT_CIPHERED = 4;
const SERVICE_REQUEST = 12;
const EMM = 0x07;

/** What its receiver must be able to read before it knows the context is never ciphered (TS 24.301 4.4.5). */
const NEVER_CIPHERED: ReadonlySet<string> = new Set(['ATTACH REQUEST', 'TRACKING AREA UPDATE REQUEST']);

const KASME_DIGITS = 64;
/** A MAC where the KASME is not known. */
const NO_MAC = new Uint8Array(4);

/**
 * The octets of a NAS message.
 *
 * @param protection null: it goes in plain
 * @throws TypeError if there is no form for the message
 */
export function encodeNas(name: string, context: NasContext, protection: NasProtection | null): Uint8Array {
  if (name === 'SERVICE REQUEST') return serviceRequest(context, protection);
  const plain = plainNas(name, context);
  if (plain === null) throw new TypeError(`no form for NAS message ${JSON.stringify(name)}`);
  if (protection === null) return plain;
  const counted = concat([protection.count & 0xff], plain);
  return concat([(headerOf(name) << 4) | EMM], macOf(counted, protection, context), counted);
}

function headerOf(name: string): number {
  if (name === 'SECURITY MODE COMMAND') return NEW_CONTEXT;
  if (name === 'SECURITY MODE COMPLETE') return NEW_CONTEXT_CIPHERED;
  return NEVER_CIPHERED.has(name) ? INTEGRITY_PROTECTED : CIPHERED;
}

/** The short form: eKSI and five bits of COUNT, then two octets of the MAC (TS 24.301 9.9.3.28). */
function serviceRequest(context: NasContext, protection: NasProtection | null): Uint8Array {
  const head = concat([
    (SERVICE_REQUEST << 4) | EMM,
    (context.eksi << 5) | ((protection?.count ?? 0) & 0x1f),
  ]);
  return concat(
    head,
    protection === null ? NO_MAC.subarray(2) : macOf(head, protection, context).subarray(2),
  );
}

function macOf(
  octets: Uint8Array,
  { count, kasme, isUplink }: NasProtection,
  { integrity }: NasContext,
): Uint8Array {
  if (kasme.length !== KASME_DIGITS) return NO_MAC;
  const key = deriveAlgorithmKey(fromHex(kasme), 'nas-int', integrity);
  return nasIntegrity(integrity, key, count, isUplink ? 0 : 1, octets) ?? NO_MAC;
}

/** RAND and AUTN that stand for a run of AKA: the model has none. */
export const challengeOf = (ue: number, run: number): Uint8Array =>
  concat(bigEndian(ue, 4), bigEndian(run, 4), new Uint8Array(8));

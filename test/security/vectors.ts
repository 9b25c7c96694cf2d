import { readFileSync } from 'node:fs';

export interface Vector<Input> {
  readonly id: string;
  readonly input: Input;
  /** Hex; 32 octets also for algorithm keys, of which only the last 16 are the key. */
  readonly output: string;
}

export interface AlgorithmInput {
  readonly key: string;
  readonly alg_type: number;
  readonly alg_id: number;
}

/** Public vectors with their sources; octets in hex. */
export interface Vectors {
  readonly KASME: readonly Vector<{ ck: string; ik: string; sn_id: string; sqn_xor_ak: string }>[];
  readonly KeNB: readonly Vector<{ kasme: string; ul_nas_count: number }>[];
  readonly NH: readonly Vector<{ kasme: string; sync_input: string }>[];
  readonly KeNB_star: readonly Vector<{ key: string; pci: number; earfcn_dl: number }>[];
  readonly KNASenc: readonly Vector<AlgorithmInput>[];
  readonly KNASint: readonly Vector<AlgorithmInput>[];
  readonly KRRCenc: readonly Vector<AlgorithmInput>[];
  readonly KRRCint: readonly Vector<AlgorithmInput>[];
}

/** The compiled tests lie in dist/test/security, the data only beside the sources. */
export const VECTORS: Vectors = JSON.parse(
  readFileSync(new URL('../../../test/security/vectors.json', import.meta.url), 'utf8'),
);

export const ALGORITHM_KEYS = [
  ...VECTORS.KNASenc,
  ...VECTORS.KNASint,
  ...VECTORS.KRRCenc,
  ...VECTORS.KRRCint,
];

export const octets = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

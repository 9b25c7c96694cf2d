import type { TraceNode } from '../trace/event.js';

/** S1AP's port at the MME (TS 36.412), and the only one that eNBs need not have. */
const S1AP_PORT = '36412';

/** Numbers eNBs and MMEs in the order in which they come. */
export class Nodes {
  private readonly enbs = new Map<string, TraceNode>();
  private readonly mmes = new Map<string, TraceNode>();
  /** The eNB that an address is of, where several share it: the last one. */
  private readonly byAddress = new Map<string, TraceNode>();

  /** An eNB by its end of the association: several may share an address. */
  enb(address: string, port: string): TraceNode {
    const end = port === S1AP_PORT ? address : `${address} ${port}`;
    const found = given(this.enbs, end, () => `enb-${this.enbs.size}` as const);
    this.byAddress.set(address, found);
    return found;
  }

  /** An eNB as X2 shows it, where another port is its own. */
  enbAt(address: string): TraceNode {
    return this.byAddress.get(address) ?? this.enb(address, S1AP_PORT);
  }

  mme(address: string): TraceNode {
    return given(this.mmes, address, () => `mme-${this.mmes.size}` as const);
  }

  /** The address on S10 is another one of an MME that S1 has shown. */
  isAlso(address: string, mme: TraceNode): void {
    this.mmes.set(address, mme);
  }
}

function given(map: Map<string, TraceNode>, key: string, make: () => TraceNode): TraceNode {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

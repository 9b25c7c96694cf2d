import type { Keys } from '../../model/keys.js';
import type { Host } from './host.js';
import type { Runner } from './region.js';
import type { SharedMemory } from './shared-memory.js';
import { codeIn, instanceOf } from './web-assembly.js';

/*
 * The core compiled to WebAssembly (compiler/): the same source as core.ts and all that it uses. An instance runs on
 * the memory of one region, whose words are all of its state, so it and the core in JavaScript can take turns.
 */

const SYMBOLIC = new URL('../../engine/region/core.symbolic.wasm', import.meta.url);
const HMAC = new URL('../../engine/region/core.hmac.wasm', import.meta.url);

/** Where the compiled core for a kind of keys lies. */
export const coreFile = (keys: 'symbolic' | 'hmac'): URL => (keys === 'hmac' ? HMAC : SYMBOLIC);

/**
 * The compiled core of the region in `memory`, which must be configured.
 *
 * @param keys real keys are computed here; symbolic ones have been compiled too
 * @param code another build of the core than the one that runs use
 */
export function compiledCore(
  memory: SharedMemory,
  keys: Keys,
  host: Host,
  code: object = codeIn(coreFile(keys.words === 2 ? 'symbolic' : 'hmac')),
): Runner {
  const w = new Int32Array(memory.buffer);
  const imports = {
    env: {
      memory,
      abort: () => {
        throw new Error('the compiled core aborted');
      },
    },
    host: {
      now: () => host.now(),
      exhausted: (room: number, region: number) => host.exhausted(room, region),
      rowFreed: (u: number) => host.rowFreed(u),
    },
    keys: {
      kasme: (to: number, ue: number, run: number) => keys.kasme(w, to, ue, run),
      kenb: (to: number, kasme: number, count: number) => keys.kenb(w, to, kasme, count),
      nh: (to: number, kasme: number, sync: number) => keys.nh(w, to, kasme, sync),
      kenbStar: (to: number, key: number, pci: number, earfcn: number) =>
        keys.kenbStar(w, to, key, pci, earfcn),
      nasKeys: (to: number, kasme: number, algorithms: number) => keys.nasKeys(w, to, kasme, algorithms),
      matchesNas: (at: number, kasme: number, algorithms: number) =>
        keys.matchesNas(w, at, kasme, algorithms),
      rrcKeys: (to: number, kenb: number) => keys.rrcKeys(w, to, kenb),
      matchesRrc: (at: number, kenb: number) => keys.matchesRrc(w, at, kenb),
      derivations: () => keys.derivations,
      forget: (count: number) => {
        keys.derivations = count;
      },
    },
  };
  return instanceOf(code, imports) as Runner;
}

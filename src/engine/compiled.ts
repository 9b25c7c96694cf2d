import { readFileSync } from 'node:fs';
import type { Keys } from '../model/keys.js';
import type { Host } from './host.js';
import type { Runner } from './region.js';
import type { SharedMemory } from './shared-memory.js';

/*
 * The core compiled to WebAssembly (compiler/): the same source as core.ts and all that it uses. An instance runs on
 * the memory of one region, whose words are all of its state, so it and the core in JavaScript can take turns.
 */

/** What @types/node leaves to the browser's types. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
};

/** The code for each kind of keys, compiled once per thread. */
const modules = new Map<string, object>();

/** Code of a core, to be instantiated any number of times. */
export function codeOf(bytes: Uint8Array): object {
  return new WebAssembly.Module(bytes);
}

function moduleFor(kind: 'symbolic' | 'hmac'): object {
  let module = modules.get(kind);
  if (module === undefined) {
    module = codeOf(readFileSync(new URL(`./core.${kind}.wasm`, import.meta.url)));
    modules.set(kind, module);
  }
  return module;
}

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
  code: object = moduleFor(keys.words === 2 ? 'symbolic' : 'hmac'),
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
      nasKeys: (to: number, kasme: number) => keys.nasKeys(w, to, kasme),
      matchesNas: (at: number, kasme: number) => keys.matchesNas(w, at, kasme),
      rrcKeys: (to: number, kenb: number) => keys.rrcKeys(w, to, kenb),
      matchesRrc: (at: number, kenb: number) => keys.matchesRrc(w, at, kenb),
      derivations: () => keys.derivations,
      forget: (count: number) => {
        keys.derivations = count;
      },
    },
  };
  return new WebAssembly.Instance(code, imports).exports as unknown as Runner;
}

import type { SharedMemory } from '../../engine/region/shared-memory.js';
import { codeIn, instanceOf } from '../../engine/region/web-assembly.js';
import type { Observer } from '../world/observer.js';

/** What finds out where states lead; see Expander. */
export interface Expands {
  expand(c: number, isWhole: number): number;
}

const CODE = new URL('./explorer.wasm', import.meta.url);

/** The expander (expander.ts) compiled to WebAssembly, for the world whose words are in `memory`, configured. */
export function compiledExpander(memory: SharedMemory, observer: Observer): Expands {
  const imports = {
    env: {
      memory,
      abort: () => {
        throw new Error('verify: the compiled explorer aborted');
      },
    },
    observer: { exhausted: (reason: number) => observer.exhausted(reason) },
  };
  return instanceOf(codeIn(CODE), imports) as Expands;
}

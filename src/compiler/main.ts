import { writeFileSync } from 'node:fs';
import { Compiler } from './compile.js';

/*
 * Writes core.symbolic.wasm and core.hmac.wasm beside the JavaScript of the engine, and explorer.wasm beside that of
 * the explorer. Run by the build, after tsc.
 */

const compiler = new Compiler();
for (const keys of ['symbolic', 'hmac'] as const) {
  writeFileSync(new URL(`../engine/region/core.${keys}.wasm`, import.meta.url), await compiler.core(keys));
}
writeFileSync(new URL('../verify/explorer/explorer.wasm', import.meta.url), await compiler.explorer());
compiler.close();

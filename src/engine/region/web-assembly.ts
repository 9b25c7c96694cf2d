import { readFileSync } from 'node:fs';

/** What @types/node leaves to the browser's types. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
};

/** Code that has been read from files, compiled once per thread. */
const known = new Map<string, object>();

/** Code, to be instantiated any number of times. */
export function codeOf(bytes: Uint8Array): object {
  return new WebAssembly.Module(bytes);
}

/** The code in a file. */
export function codeIn(file: URL): object {
  const code = known.get(file.href) ?? codeOf(readFileSync(file));
  known.set(file.href, code);
  return code;
}

/** An instance of code, as what it exports. */
export function instanceOf(code: object, imports: object): object {
  return new WebAssembly.Instance(code, imports).exports;
}

import { Words } from '../model/words';

/*
 * Keys whose arithmetic is the host's: real ones, 8 words each. Copying and comparing stay here.
 */

@external('keys', 'kasme')
declare function kasme(to: i32, ue: i32, run: i32): void;
@external('keys', 'kenb')
declare function kenb(to: i32, from: i32, ulNasCount: i32): void;
@external('keys', 'nh')
declare function nh(to: i32, from: i32, sync: i32): void;
@external('keys', 'kenbStar')
declare function kenbStar(to: i32, key: i32, pci: i32, earfcn: i32): void;
@external('keys', 'nasKeys')
declare function nasKeys(to: i32, from: i32, algorithms: i32): void;
@external('keys', 'matchesNas')
declare function matchesNas(at: i32, from: i32, algorithms: i32): bool;
@external('keys', 'rrcKeys')
declare function rrcKeys(to: i32, kenb: i32): void;
@external('keys', 'matchesRrc')
declare function matchesRrc(at: i32, kenb: i32): bool;
@external('keys', 'derivations')
declare function derivationsMade(): i32;
@external('keys', 'forget')
declare function forgetDerivations(count: i32): void;

const WORDS: i32 = 8;

export class Keys {
  readonly words: i32 = WORDS;

  constructor(_seed: i32) {}

  get derivations(): i32 {
    return derivationsMade();
  }
  set derivations(count: i32) {
    forgetDerivations(count);
  }
  copy(_w: Words, to: i32, from: i32): void {
    memory.copy((<usize>to) << 2, (<usize>from) << 2, WORDS << 2);
  }
  equal(w: Words, a: i32, b: i32): bool {
    let differ = 0;
    for (let i = 0; i < WORDS; i++) differ |= w[a + i] ^ w[b + i];
    return differ === 0;
  }
  kasme(_w: Words, to: i32, ue: i32, run: i32): void {
    kasme(to, ue, run);
  }
  kenb(_w: Words, to: i32, from: i32, ulNasCount: i32): void {
    kenb(to, from, ulNasCount);
  }
  nh(_w: Words, to: i32, from: i32, sync: i32): void {
    nh(to, from, sync);
  }
  kenbStar(_w: Words, to: i32, key: i32, pci: i32, earfcn: i32): void {
    kenbStar(to, key, pci, earfcn);
  }
  nasKeys(_w: Words, to: i32, from: i32, algorithms: i32): void {
    nasKeys(to, from, algorithms);
  }
  matchesNas(_w: Words, at: i32, from: i32, algorithms: i32): bool {
    return matchesNas(at, from, algorithms);
  }
  rrcKeys(_w: Words, to: i32, from: i32): void {
    rrcKeys(to, from);
  }
  matchesRrc(_w: Words, at: i32, from: i32): bool {
    return matchesRrc(at, from);
  }
}

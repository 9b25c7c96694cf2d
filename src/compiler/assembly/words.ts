/*
 * model/words.ts for the compiler: words and doubles are the memory itself. Offset 0 of the words is address 0.
 */

@unmanaged
export class Words {
  @inline @operator('[]') get(i: i32): i32 {
    return load<i32>((<usize>i) << 2);
  }
  @inline @operator('[]=') set(i: i32, value: i32): void {
    store<i32>((<usize>i) << 2, value);
  }
}

@unmanaged
export class Doubles {
  @inline @operator('[]') get(i: i32): f64 {
    return load<f64>((<usize>i) << 3);
  }
  @inline @operator('[]=') set(i: i32, value: f64): void {
    store<f64>((<usize>i) << 3, value);
  }
}

export type Double = f64;

@inline export function isBelow(a: i32, b: i32): bool {
  return <u32>a < <u32>b;
}

@inline export function happens(bits: i32, below: f64): bool {
  return <f64>(<u32>bits) < below;
}

@inline export function pick(bits: i32, n: i32): i32 {
  return <i32>(<u32>bits % <u32>n);
}

@inline export function share(n: i32, fraction: i32): i32 {
  return <i32>((<i64>n * <i64>fraction) >> 16);
}

@inline export function unsigned(n: i32): f64 {
  return <f64>(<u32>n);
}

@inline export function whole(n: f64): i32 {
  return <i32>n;
}

@inline export function rounded(n: f64): i32 {
  return <i32>(n + 0.5);
}

/** Math.imul: multiplication of words is all there is here. */
@inline export function imul(a: i32, b: i32): i32 {
  return a * b;
}

@inline export function copyWords(_w: Words, to: i32, from: i32, n: i32): void {
  memory.copy((<usize>to) << 2, (<usize>from) << 2, <usize>n << 2);
}

@inline export function clearWords(_w: Words, at: i32, n: i32): void {
  memory.fill((<usize>at) << 2, 0, <usize>n << 2);
}

@inline export function missing(_left: i32): bool {
  return false;
}

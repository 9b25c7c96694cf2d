/*
 * engine/region/host.ts for the compiler: every function is an import of the module.
 */

export const NO_NODES: i32 = 0;
export const NO_TRANSFERS: i32 = 1;
export const NO_BLOCKS: i32 = 2;
export const NO_ROWS: i32 = 3;
export const NO_CALENDAR: i32 = 4;
export const NO_BURSTS: i32 = 5;
export const NO_PATIENCE: i32 = 6;

@external('host', 'now')
declare function hostNow(): f64;
@external('host', 'exhausted')
declare function hostExhausted(room: i32, region: i32): void;
@external('host', 'rowFreed')
declare function hostRowFreed(u: i32): void;

export class Host {
  now(): f64 {
    return hostNow();
  }
  exhausted(room: i32, region: i32): void {
    hostExhausted(room, region);
  }
  rowFreed(u: i32): void {
    hostRowFreed(u);
  }
}

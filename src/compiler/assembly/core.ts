import { CFG_SEED } from './engine/region/config';
import { Core } from './engine/region/core';
import { Host } from './engine/region/host';
import { Keys } from './model/keys';
import { Doubles, Words } from './model/words';

/*
 * The compiled core of one region: an instance runs on that region's memory, where everything lies that it must know.
 */

const words = changetype<Words>(0);
const core = new Core(words, changetype<Doubles>(0), new Keys(words[CFG_SEED]), new Host());

export function begin(window: i32, end: i32): void {
  core.begin(window, end);
}

export function round(until: i32): void {
  core.round(until);
}

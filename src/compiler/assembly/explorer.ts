import { Keys } from './model/keys';
import { Words } from './model/words';
import { Expander } from './verify/explorer/expander';
import { Observer } from './verify/world/observer';
import { World } from './verify/world/world';

/*
 * The compiled explorer: an instance works on the words of one world, which has been configured.
 */

const observer = new Observer();
const expander = new Expander(new World(changetype<Words>(0), new Keys(1), observer), observer);

export function expand(c: i32, isWhole: i32): i32 {
  return expander.expand(c, isWhole);
}

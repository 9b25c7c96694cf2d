import { createHash } from 'node:crypto';
import { loadScenario } from '../../src/scenario/load.js';
import { FACTS, runAlone } from '../engine/alone.js';

/*
 * A short collision-storm on the interpreted core: says which invariants were violated, and what the whole result
 * comes to in one number. A mutant that only changes the number has changed what happens, for better or for worse.
 */
const scenario = loadScenario('collision-storm', { ues: 400, duration: 30, set: ['traffic.rekey=600'] });
const { memory } = runAlone(scenario);
const { invariants, procedures, rules, digest } = memory.result(FACTS);
const violated = Object.entries(invariants).flatMap(([name, count]) => (count > 0 ? [name] : []));
const number = createHash('sha256').update(JSON.stringify({ procedures, rules, digest })).digest('hex');
console.log(JSON.stringify({ violated, number }));

import { register } from 'node:module';

/*
 * Loaded ahead of a judge (node --import): changes one module while it is loaded. Nothing is written, so any number of
 * mutants can be judged at the same time, and one that is interrupted leaves nothing behind.
 */
const { UESTORM_MUTANT: mutant } = process.env;
if (mutant !== undefined) register('./hooks.js', import.meta.url, { data: JSON.parse(mutant) });

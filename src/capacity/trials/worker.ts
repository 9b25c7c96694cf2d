import { runTrial } from './trial.js';

/** What piscina runs on each thread: a trial after the other, so that the code stays warm. */
export default runTrial;

import { get } from 'node:http';
import { MAX } from '../measure/count.js';
import { HISTOGRAM_MAX_VALUE, HISTOGRAM_WORDS } from '../measure/histogram.js';
import { HistogramReader } from './histogram-reader.js';

/** How often what a scrape does is done beforehand; more make the first scrape no faster. */
const READINGS = 200;
const REQUESTS = 4;

/**
 * Does what a scrape does, a few times while a run is set up. Without, the first scrape finds code that was never run nor
 * compiled, and takes 30 ms of a processor that the workers want.
 *
 * @param url what a scrape asks for; that nobody answers there is no error
 */
export async function warmUp(url: string): Promise<void> {
  // The run has counted nothing yet: over its own memory the loops would not even begin.
  const area = new Int32Array(HISTOGRAM_WORDS).fill(1);
  area[MAX] = HISTOGRAM_MAX_VALUE;
  const reader = new HistogramReader([area], 1, [1e2, 1e4, 1e6, 1e8]);
  for (let n = 0; n < READINGS; n++) reader.read();
  for (let n = 0; n < REQUESTS; n++) await ask(url);
}

function ask(url: string): Promise<void> {
  return new Promise((done) => {
    get(url, { agent: false }, (response) => response.resume().on('close', done)).on('error', () => done());
  });
}

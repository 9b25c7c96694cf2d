import { Worker } from 'node:worker_threads';

/**
 * Runs one thread per entry of `data`, each with that entry as its `workerData`, until all have ended, and returns
 * what each posted last. The first one that throws, or leaves with another status than 0, ends the others.
 *
 * @param entry the compiled file the threads run
 */
export async function runThreads<Report>(entry: URL, data: readonly unknown[]): Promise<Report[]> {
  const workers = data.map((workerData) => new Worker(entry, { workerData }));
  try {
    return await Promise.all(
      workers.map(
        (worker) =>
          new Promise<Report>((resolve, reject) => {
            let report: Report;
            worker.on('message', (message: Report) => {
              report = message;
            });
            worker.once('error', reject);
            worker.once('exit', (status) => {
              if (status === 0) {
                resolve(report);
              } else {
                reject(new Error(`a thread of ${entry.pathname} ended with status ${status}`));
              }
            });
          }),
      ),
    );
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** Xorshift32: whole numbers from 0 to 2³² − 1, the same for the same seed. */
export function randomNumbers(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

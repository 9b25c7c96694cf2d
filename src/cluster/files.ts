import { closeSync } from 'node:fs';
import { openNew, writeAll } from '../files.js';
import type { Sink } from './connection/parcels.js';

/** Writes a parcel into a file. @throws as openSync does */
export function fileSink(path: string, isSecret = false): Sink {
  const file = openNew(path, isSecret);
  return {
    write: (piece) => writeAll(file, piece),
    end: () => closeSync(file),
  };
}

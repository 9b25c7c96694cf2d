import { readdirSync, rmSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';

/*
 * The folder of a run's checkpoints, each a folder of its own:
 *
 *     DIR/checkpoint-000007/         manifest.json, measured, region-000, region-001, …
 *     DIR/checkpoint-000008.42.part  one that process 42 is writing, or left behind
 *
 * One is written beside its place, brought to the disk, and renamed: there is the whole of it, or nothing.
 */

const NAME = /^checkpoint-(\d{6,})$/;
const PART = /^checkpoint-\d{6,}\.\d+\.part$/;

/** The last two are kept: when the newer one is damaged, the older is used. */
const KEPT = 2;

export const nameOf = (number: number): string => `checkpoint-${String(number).padStart(6, '0')}`;

/** Where a checkpoint lies until it is whole. */
export const beingWritten = (folder: string, number: number): string =>
  join(folder, `${nameOf(number)}.${process.pid}.part`);

/** Numbers of the checkpoints in a folder, the newest first. @throws as readdirSync does */
export function numbersIn(folder: string): number[] {
  return readdirSync(folder)
    .flatMap((name) => NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => b - a);
}

/** Removes what was being written when a process ended. */
export function removeParts(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (PART.test(name)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** Puts a checkpoint in its place, its files and names on the disk, and removes those that it makes superfluous. */
export async function putInPlace(folder: string, number: number, files: readonly string[]): Promise<void> {
  const part = beingWritten(folder, number);
  for (const file of files) await sync(join(part, file));
  await sync(part);
  await rename(part, join(folder, nameOf(number)));
  await sync(folder);
  for (const old of numbersIn(folder).slice(KEPT)) {
    rmSync(join(folder, nameOf(old)), { recursive: true, force: true });
  }
}

async function sync(path: string): Promise<void> {
  const file = await open(path);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRequests, Requests } from '../../../src/engine/requests/requests.js';

const ROWS = 100;

function twoViews(): { main: Requests; owner: Requests } {
  const buffer = createRequests(ROWS);
  return { main: new Requests(buffer, ROWS), owner: new Requests(buffer, ROWS) };
}

/** What the owner finds, as [row, kind]. */
function drained(owner: Requests, limit = Number.POSITIVE_INFINITY): [number, number][] {
  const found: [number, number][] = [];
  owner.drain(limit, (row, kind) => found.push([row, kind]));
  return found;
}

const counts = (view: Requests) => [view.counted('taken'), view.counted('stale')];

describe('requests from outside', () => {
  it('reach the owner of the region, in the order of each row, and once', () => {
    const { main, owner } = twoViews();
    for (const [row, kind] of [
      [99, 10],
      [31, 4],
      [32, 0],
      [31, 5],
    ]) {
      assert.equal(main.ask(row, main.generation(row), kind), 'ok');
    }
    assert.deepEqual(drained(owner), [
      [31, 4],
      [31, 5],
      [32, 0],
      [99, 10],
    ]);
    assert.deepEqual(drained(owner), []);
    assert.deepEqual(counts(main), [4, 0]);
  });

  it('are taken in as many at a time as there is room for, and none is lost', () => {
    const { main, owner } = twoViews();
    for (const row of [1, 1, 1, 2, 33, 34]) main.ask(row, 0, 3);
    const rows = [2, 2, 1, 9].map((limit) => drained(owner, limit).map(([row]) => row));
    assert.deepEqual(rows, [[1, 1], [1, 2], [33], [34]]);
    assert.deepEqual(counts(main), [6, 0]);
  });

  it('are refused when six wait for a row, and taken again after the owner came', () => {
    const { main, owner } = twoViews();
    const asked = Array.from({ length: 7 }, () => main.ask(5, 0, 1));
    assert.deepEqual(asked, ['ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'full']);
    assert.equal(drained(owner).length, 6);
    assert.equal(main.ask(5, 0, 1), 'ok');
  });

  it('never reach the next UE in a row: what waits is counted, what comes later is stale', () => {
    const { main, owner } = twoViews();
    const generation = main.generation(12);
    main.ask(12, generation, 2);
    main.ask(12, generation, 3);
    owner.rowFreed(12);
    assert.equal(main.ask(12, generation, 4), 'stale');
    assert.deepEqual(drained(owner), []);
    assert.deepEqual(counts(main), [0, 2]);
    assert.equal(main.ask(12, main.generation(12), 4), 'ok');
    assert.deepEqual(drained(owner), [[12, 4]]);
  });

  it('that come while the owner takes some in are there the next time', () => {
    const { main, owner } = twoViews();
    main.ask(40, 0, 1);
    const found: number[] = [];
    owner.drain(10, (row) => {
      found.push(row);
      if (row === 40) main.ask(3, 0, 1);
    });
    assert.deepEqual([...found, ...drained(owner).map(([row]) => row)], [40, 3]);
  });
});

import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { test } from 'node:test';
import { getHeapStatistics } from 'node:v8';
import { Alone } from '../../bench/alone.js';
import { bytesPerUe, planRegion } from '../../src/engine/region/memory.js';
import { loadScenario } from '../../src/scenario/load.js';

/*
 * What a change may not make worse unnoticed, by counts that are the same on every machine: nothing here is timed. Who
 * has a reason to raise a bound says so in the change that raises it.
 */

test('busy-hour takes at most 192 bytes of shared memory per UE', () => {
  assert.ok(bytesPerUe(loadScenario('busy-hour', { ues: 1e6 })) <= 192);
});

test('with real keys it takes at most 400', () => {
  assert.ok(bytesPerUe(loadScenario('busy-hour', { ues: 1e6, keys: 'hmac' })) <= 400);
});

test('with every UE active a UE takes at most 512', () => {
  const scenario = loadScenario('busy-hour', { ues: 1e6, set: ['limits.active=100%'] });
  assert.ok(bytesPerUe(scenario) <= 512);
});

test('50 M UEs fit into 12 GiB', () => {
  const scenario = loadScenario('busy-hour', { ues: 50e6 });
  let words = 0;
  for (let r = 0; r < scenario.regions; r++) {
    const { fixed, planned } = planRegion(scenario, r);
    words += fixed + planned;
  }
  assert.ok(words * 4 < 12 * 2 ** 30);
});

test('the compiled core stays below 116 KiB, for either kind of keys', () => {
  for (const kind of ['symbolic', 'hmac']) {
    const { size } = statSync(new URL(`../../src/engine/region/core.${kind}.wasm`, import.meta.url));
    assert.ok(size < 116 * 1024, `core.${kind}.wasm has ${size} bytes`);
  }
});

test('a procedure of busy-hour takes about five messages, and fewer than two derivations', () => {
  const engine = new Alone(loadScenario('busy-hour', { ues: 20_000, duration: 30 }));
  engine.runTo(30);
  const { messages, procedures, derivations } = engine.result(1).engine;
  assert.ok(messages / procedures > 4, `${messages / procedures} messages per procedure`);
  assert.ok(messages / procedures < 6, `${messages / procedures} messages per procedure`);
  assert.ok(derivations / procedures < 2, `${derivations / procedures} derivations per procedure`);
});

/** Messages, and octets by which the heap grew in the windows until a simulated time, garbage included. */
function growth(engine: Alone, until: number): { readonly messages: number; readonly bytes: number } {
  const before = engine.messages;
  let bytes = 0;
  let last = getHeapStatistics().used_heap_size;
  engine.runTo(until, () => {
    const used = getHeapStatistics().used_heap_size;
    // Where it shrank, the collector ran in this window: what the window left cannot be told.
    if (used > last) bytes += used - last;
    last = used;
  });
  return { messages: engine.messages - before, bytes };
}

for (const keys of ['symbolic', 'hmac']) {
  test(`a message leaves no garbage, ${keys} keys: as many windows with more of them leave no more`, () => {
    const engine = new Alone(loadScenario('collision-storm', { ues: 20_000, keys, duration: 40 }));
    engine.runTo(20);
    // Traffic comes in bursts; with this seed more of it in the second stretch.
    const calm = growth(engine, 30);
    const busy = growth(engine, 40);
    assert.ok(busy.messages > 1.5 * calm.messages);
    const perMessage = (busy.bytes - calm.bytes) / (busy.messages - calm.messages);
    // The smallest object with a field takes 16 bytes: one per message would show, whatever a window itself leaves.
    assert.ok(perMessage < 8, `${perMessage} bytes per message`);
    // Seen: 100 bytes per region and window, 14 to 31 per message.
    assert.ok(busy.bytes / busy.messages < 64, `${busy.bytes / busy.messages} bytes per message in all`);
  });
}

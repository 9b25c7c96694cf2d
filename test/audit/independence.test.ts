import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { Audit } from '../../src/audit/audit.js';
import { EVENT_KINDS, type TraceEvent, type TraceNode } from '../../src/trace/event.js';
import { MESSAGE_NAMES, NAS_NAMES } from '../../src/trace/vocabulary.js';
import { filesBelow, reachedFrom } from '../house/sources.js';

it('the audit and the reading of traces use nothing of the engine, its rules or its procedures', () => {
  const own = filesBelow('src/audit', '.ts');
  assert.ok(own.length >= 5);
  const seen = new Set<string>();
  for (const file of [...own, 'src/trace/reader.ts']) reachedFrom(file, seen);
  const foreign = [...seen].filter((file) => !/^src\/(audit|trace)\//.test(file) && file !== 'src/errors.ts');
  assert.deepEqual(foreign, []);
  assert.ok(seen.has('src/trace/records.ts'), 'imports were not found');
});

it('whatever the messages are, and in whatever order, the audit comes to an end', () => {
  const node = fc.constantFrom<TraceNode>('ue', 'enb-0', 'enb-1', 'mme-0', 'mme-1');
  const key = fc.constantFrom('aa', 'bb', 'cc');
  const small = fc.nat({ max: 3 });
  const events = fc.record(
    {
      t_seconds: fc.constant(0),
      ue: small,
      event: fc.constantFrom(...EVENT_KINDS),
      from: node,
      to: node,
      message: fc.constantFrom(...MESSAGE_NAMES, 'A MESSAGE OF THE FUTURE'),
      nas: fc.constantFrom(...NAS_NAMES),
      connection: small,
      other_connection: small,
      keys: fc.record({ kasme: key, as_kasme: key, from_kasme: key, kenb: key }, { requiredKeys: [] }),
      nas_count: small,
    },
    { requiredKeys: ['t_seconds', 'ue', 'event'] },
  );
  fc.assert(
    fc.property(fc.array(events, { maxLength: 200 }), (trace) => {
      const audit = new Audit(({ rule, check, messages }) => {
        assert.ok(rule === undefined ? check !== undefined : rule >= 1 && rule <= 11);
        assert.ok(messages[0].t_seconds <= messages[1].t_seconds);
      });
      for (const event of trace) audit.push(event as TraceEvent);
      audit.end();
      for (const { name } of audit.names.unknown) assert.equal(name, 'A MESSAGE OF THE FUTURE');
    }),
    { numRuns: 300 },
  );
});

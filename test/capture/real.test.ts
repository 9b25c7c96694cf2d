import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Audit } from '../../src/audit/audit.js';
import type { Finding } from '../../src/audit/finding.js';
import * as tshark from '../packets/tshark.js';
import { read } from './captures.js';

/** Open5GS's own test run; it is no part of this project. docs/captures.md says where it is from. */
const { UESTORM_OPEN5GS } = process.env;
const skip = UESTORM_OPEN5GS === undefined ? 'UESTORM_OPEN5GS names no capture' : tshark.skip;

describe("the capture of Open5GS's test run", { skip }, async () => {
  const capture = skip === false ? await read(readFileSync(UESTORM_OPEN5GS ?? '')) : null;

  it('is read without a fault, and every KeNB, NH and downlink MAC derives from its KASMEs', () => {
    assert.deepEqual([capture?.faults, capture?.failure], [[], null]);
    const { kasmes, kenbs, nhs } = capture?.keys ?? {};
    assert.deepEqual([kasmes, kenbs, nhs], [9, { right: 15, all: 15 }, { right: 5, all: 5 }]);
    const unproved = capture?.events.filter(({ keys }) => keys?.unproved) ?? [];
    assert.deepEqual(
      unproved.filter(({ from }) => from?.startsWith('mme')),
      [],
    );
  });

  it('breaks no rule, and has a KeNB of an old COUNT', () => {
    const findings: Finding[] = [];
    const audit = new Audit((finding) => findings.push(finding), { source: capture?.source ?? {} });
    for (const event of capture?.events ?? []) audit.push(event);
    audit.end();
    assert.deepEqual(
      findings.filter(({ rule }) => rule !== undefined),
      [],
    );
    const kenbs = findings.filter(({ check }) => check === 'kenb_count');
    assert.deepEqual(
      kenbs.map(({ messages }) => messages.map(({ frame }) => frame)),
      [[166, 167]],
    );
  });
});

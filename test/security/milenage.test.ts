import assert from 'node:assert/strict';
import { it } from 'node:test';
import { milenage, milenageOpc } from '../../src/security/milenage.js';

const octets = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex');

it('MILENAGE: test set 1 of TS 35.208', () => {
  const k = octets('465b5ce8b199b49faa5f0a2ee238a6bc');
  const opc = milenageOpc(octets('cdc202d5123e20f62b6d676ac72cb318'), k);
  assert.equal(hex(opc), 'cd63cb71954a9f4e48a5994e37a02baf');
  const { ck, ik, ak } = milenage(k, opc, octets('23553cbe9637a89d218ae64dae47bf35'));
  assert.equal(hex(ck), 'b40ba9a3c58b2a05bbf0d987b21bf8cb');
  assert.equal(hex(ik), 'f769bcd751044604127672711c6d3441');
  assert.equal(hex(ak), 'aa689c648370');
});

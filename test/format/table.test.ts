import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatTable, painter } from '../../src/format/table.js';

const COLUMNS = [{ heading: 'rule' }, { heading: 'holds' }];
const TITLE = ' 5 Handover and UE context modification exclude each other at the serving eNB';

describe('a table', () => {
  const lines = (width: number) =>
    formatTable(COLUMNS, [[{ text: TITLE }, { text: '28' }]], width, painter(false));

  it('has a line for each row where there is room', () => {
    assert.deepEqual(lines(100)[1], `${TITLE}     28`);
  });

  it('cuts no name: it goes on below, to the right of its number', () => {
    assert.deepEqual(lines(60), [
      `rule${' '.repeat(51)}holds`,
      ` 5 Handover and UE context modification exclude each${' '.repeat(6)}28`,
      '   other at the serving eNB',
    ]);
  });

  it('breaks a name that is one long word after a dot', () => {
    const name = 'procedures.nas_security_mode_control.rejected / offered';
    const [, ...rows] = formatTable(COLUMNS, [[{ text: name }, { text: '3 %' }]], 47, painter(false));
    assert.deepEqual(rows, [
      `procedures.nas_security_mode_control.${' '.repeat(7)}3 %`,
      'rejected / offered',
    ]);
  });
});

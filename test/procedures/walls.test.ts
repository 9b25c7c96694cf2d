import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as flags from '../../src/model/flags.js';
import * as layout from '../../src/model/layout.js';
import * as M from '../../src/model/messages.js';
import * as row from '../../src/model/row.js';
import { filesBelow, importsOf, namedBy, reachedFrom, textOf } from '../house/sources.js';

/*
 * UE, eNB and MME only exchange messages: no party's code calls another's, and none reads what another holds. The layout
 * of src/procedures says whose code a file is, and these tests hold the imports against it.
 */

const FILES = filesBelow('src/procedures', '.ts');

/** Whose code a file is, by its folder or its name; null: nobody's. */
function partyOf(file: string): M.Party | null {
  const found = /^src\/procedures\/(ue|enb|mme)\//.exec(file) ?? /[/-](ue|enb|mme)\.ts$/.exec(file);
  return found === null ? null : (found[1] as M.Party);
}

/** What belongs to no party: the order of events, the queue, counting, and what both ends of a message must agree on. */
const NEUTRAL = [
  'bookkeeping',
  'cells',
  'dispatch',
  'nas-message',
  'pump',
  'queue',
  'radio',
  'restart',
  'step',
  'transfer',
];
/** Those that call the parties. No party calls them. */
const ABOVE = ['dispatch', 'pump', 'restart', 'step'];

const pathOf = (name: string): string => `src/procedures/${name}.ts`;
const ownFiles = FILES.filter((file) => partyOf(file) !== null);

/* Whose a word, a flag or a key of the row is: its name says so, or this list. */

const APART: Readonly<Record<M.Party, RegExp>> = {
  ue: /^(set)?(wakes)$/i,
  enb: /^(K_)?TARGET$|^(set)?(target(Conn|Cell|Ncc)|leavingConn|leftBy)$/i,
  mme: /^(PENDING_DL|FORWARDED_DL|NAS_HELD_SINCE|PEER|PEER_ROW)$|^(set)?(handover(Conn|Cell)|modificationConn|peerRegion|epoch|resends|attempts|undelivered)$/i,
};
const PREFIX: Readonly<Record<M.Party, RegExp>> = {
  ue: /^(K_)?UE_|^ue[A-Z]|^setUe[A-Z]/,
  enb: /^(K_)?EN_|^en[A-Z]|^setEn[A-Z]/,
  mme: /^(K_)?MME_|^mme[A-Z]|^setMme[A-Z]/,
};
/** The UE's number, and which row it is in, are the row's. */
const OF_THE_ROW = new Set(['UE_ID', 'UE_HERE']);

function ownerOf(name: string): M.Party | null {
  if (OF_THE_ROW.has(name)) return null;
  for (const party of ['ue', 'enb', 'mme'] as const) {
    if (PREFIX[party].test(name) || APART[party].test(name)) return party;
  }
  return null;
}

const MODULES = ['src/model/flags.ts', 'src/model/layout.ts', 'src/model/row.ts'];
const wordsIn = (file: string): string[] => MODULES.flatMap((module) => importsOf(file, module));

describe('a file of src/procedures', () => {
  it('is one party’s, or is said here to be nobody’s', () => {
    const others = FILES.filter((file) => partyOf(file) === null);
    assert.deepEqual(others, NEUTRAL.map(pathOf));
    for (const party of ['ue', 'enb', 'mme']) {
      assert.ok(ownFiles.filter((file) => partyOf(file) === party).length > 5, party);
    }
  });

  it('is in no import circle', () => {
    for (const file of FILES) {
      for (const other of namedBy(file)) {
        assert.ok(!reachedFrom(other).has(file), `${file} imports ${other}, which leads back to it`);
      }
    }
  });
});

describe('a party’s file', () => {
  it('imports no other party’s, nor anything that does', () => {
    for (const file of ownFiles) {
      const foreign = [...reachedFrom(file)].filter(
        (other) => ![null, partyOf(file)].includes(partyOf(other)),
      );
      assert.deepEqual(foreign, [], file);
      assert.ok(!ABOVE.some((name) => reachedFrom(file).has(pathOf(name))), file);
    }
  });

  it('reads and writes its own part of the row, and what belongs to no party', () => {
    for (const file of ownFiles) {
      const foreign = wordsIn(file).filter((name) => ![null, partyOf(file)].includes(ownerOf(name)));
      assert.deepEqual(foreign, [], file);
      assert.doesNotMatch(textOf(file), /import \* as/, `${file} hides what it imports`);
    }
  });

  it('sends only what its party sends', () => {
    let sent = 0;
    for (const file of ownFiles) {
      for (const [, name] of textOf(file).matchAll(/\benv\.send\(\s*u,\s*([A-Z][A-Z0-9_]+)/g)) {
        const kind = (M as unknown as Readonly<Record<string, number>>)[name];
        assert.equal(M.MESSAGES[kind].from, partyOf(file), `${file} sends ${name}`);
        sent++;
      }
    }
    assert.ok(sent > 40, `${sent} found`);
  });
});

/* That no message and no timer is without its row is what the compiler sees to. */
describe('the tables of the parties', () => {
  const names = new Set(
    ['ue', 'enb', 'mme'].flatMap((party) => {
      const found = textOf(`src/procedures/${party}/table.ts`).matchAll(/case ([A-Z0-9_]+):/g);
      return [...found].map(([, name]) => name);
    }),
  );

  it('have a row for every NAS message that is not a transport of its own', () => {
    const TRANSPORTS = ['DOWNLINK_NAS', 'UPLINK_NAS', 'ATTACH_COMPLETE'];
    for (const nas of M.NAS_MESSAGES) {
      if (nas === '') continue;
      const constant = nas
        .toUpperCase()
        .replace(/ MESSAGE$/, '')
        .replaceAll(' ', '_');
      assert.ok(names.has(constant) || TRANSPORTS.includes(constant), `${nas}: no row`);
    }
  });
});

describe('counting', () => {
  it('changes nothing that a party holds', () => {
    const changed = wordsIn('src/procedures/bookkeeping.ts').filter((name) => /set|clear|^K_/i.test(name));
    assert.deepEqual(changed, []);
  });
});

describe('a rule’s condition', () => {
  it('reads what its party knows', () => {
    const party: Readonly<Record<string, M.Party>> = { UE: 'ue', eNB: 'enb', MME: 'mme' };
    const rules = filesBelow('src/rules', '.ts').filter((file) => /rule-\d\d\.ts$/.test(file));
    assert.equal(rules.length, 11);
    for (const file of rules) {
      const [, keeper] = /party: '(?:\w+ )?(\w+)'/.exec(textOf(file)) ?? [];
      const foreign = wordsIn(file).filter((name) => ![null, party[keeper]].includes(ownerOf(name)));
      assert.deepEqual(foreign, [], file);
    }
  });
});

describe('whose a word is', () => {
  it('is said for every flag and every key of the row', () => {
    const nobody = new Set(['ROW_USED', 'UE_HERE']);
    for (const name of Object.keys(flags)) {
      assert.ok(ownerOf(name) !== null || nobody.has(name) || name.startsWith('BROKEN_'), name);
    }
    for (const name of Object.keys(layout).filter((each) => each.startsWith('K_'))) {
      assert.ok(ownerOf(name) !== null, name);
    }
  });

  it('names nothing that there is not', () => {
    const known = [flags, layout, row].flatMap((module) => Object.keys(module));
    for (const party of ['ue', 'enb', 'mme'] as const) {
      for (const word of APART[party].source.match(/\w{4,}/g) ?? []) {
        assert.ok(
          known.some((name) => name.toLowerCase().includes(word.toLowerCase())),
          `${word} of the ${party}`,
        );
      }
    }
  });
});

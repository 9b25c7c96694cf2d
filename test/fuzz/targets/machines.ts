import { crc32 } from 'node:zlib';
import { createInbox, headers, type Msg } from '@nats-io/transport-node';
import fc from 'fast-check';
import { NatsServer } from '../../../bench/cluster/nats.js';
import { readAccess } from '../../../src/cluster/connection/access.js';
import { connect } from '../../../src/cluster/connection/connect.js';
import { alive, beats, CALL, news, orders, parcels } from '../../../src/cluster/connection/subjects.js';
import { Hub } from '../../../src/cluster/coordinate/hub.js';
import type { Remote } from '../../../src/cluster/coordinate/remote.js';
import { Seen } from '../../../src/cluster/coordinate/seen.js';
import { tellCounts } from '../../../src/cluster/counts.js';
import { FormError } from '../../../src/cluster/forms.js';
import { join } from '../../../src/cluster/join/join.js';
import type { Offer } from '../../../src/cluster/offer.js';
import { Batch, readRecords } from '../../../src/cluster/rounds/message.js';
import { Rounds } from '../../../src/cluster/rounds/rounds.js';
import { Control } from '../../../src/engine/control/control.js';
import { LiveRun } from '../../../src/engine/control/live.js';
import { paceOf } from '../../../src/engine/control/run.js';
import { planRegions } from '../../../src/engine/region/memory.js';
import { RegionMemory } from '../../../src/engine/results/result.js';
import { loadScenario } from '../../../src/scenario/load.js';
import { nearly } from '../changes.js';
import { packed, packedText, textIn, unpacked } from '../packed.js';
import type { Target } from '../target.js';

/*
 * What machines of one run say to each other over NATS: messages of rounds, counts, and all that is said to a machine that
 * has joined and to whoever runs a scenario, by anybody who can publish on the server.
 */

const SUM_AT = 24;
const HEADER_BYTES = 28;

/** Messages of rounds; changed ones with a checksum that is right, too: what it does not find has to be found otherwise. */
export function roundTarget(): Target {
  const messageOf = (pieces: number): Uint8Array[] => {
    const batch = new Batch(pieces === 1 ? 1000 : 80);
    for (let n = 0; n < 3; n++) batch.add(1, 0, new Uint8Array(40).fill(n + 1), 0, 40);
    return batch.messages({ leg: 1, round: 0, from: 1, least: 17 });
  };
  const inputs = [...messageOf(1), ...messageOf(3)];
  return {
    name: 'round',
    inputs,
    changed: fc.oneof(nearly(inputs), nearly(inputs).map(resealed)),
    take: async (bytes) => {
      const wire = { send: () => undefined, askAgain: () => undefined };
      const rounds = new Rounds(1, 0, 2, wire);
      const met = rounds.meet(20, [new Batch(1000), new Batch(1000)]);
      rounds.take(bytes);
      rounds.giveUp();
      const pieces = (await met)?.pieces.flat() ?? [];
      for (const piece of pieces) readRecords(piece, () => undefined);
      return rounds.counts.dropped === 0;
    },
  };
}

function resealed(bytes: Buffer): Buffer {
  if (bytes.length < HEADER_BYTES) return bytes;
  const sum = crc32(bytes.subarray(HEADER_BYTES), crc32(bytes.subarray(0, SUM_AT)));
  bytes.writeUInt32LE(sum, SUM_AT);
  return bytes;
}

/** What a machine has counted; changed before it is packed, too. */
export function countsTarget(): Target {
  const scenario = loadScenario('busy-hour', { ues: 200, duration: 10 });
  const memory = new RegionMemory(scenario, 0);
  const live = new LiveRun(memory, new Control(), 1, paceOf(scenario, {}), { isSteerable: false });
  const told = [null, memory.ended(0)].map((ended) => tellCounts(live, memory, ended));
  const machine = { slot: 0, slots: 1 } as unknown as Remote;
  const seen = new Seen(scenario, 0, memory.pieces, planRegions(scenario, 0), [machine], {});
  const whole = told.map(unpacked);
  // What stands in front, which says what follows, is changed more often than its length would have it.
  const fronts = whole.map(textIn);
  const rest = whole[0].subarray(4 + fronts[0].length);
  const changed = fc
    .tuple(nearly(fronts), fc.boolean())
    .map(([text, isWhole]) => packedText(text, isWhole ? rest : Buffer.alloc(0)));
  return {
    name: 'counts',
    inputs: told,
    changed: fc.oneof(nearly(told), nearly(whole).map(packed), changed),
    take: async (bytes) => {
      try {
        seen.hear(machine, bytes, [machine]);
        return true;
      } catch (error) {
        if (error instanceof FormError) return false;
        throw error;
      }
    },
  };
}

const STATISTICS = { rounds: 1, sent: 2, sentBytes: 3, sentAgain: 0, waitSeconds: 0.5 };

/** A machine that has joined, and whoever runs a scenario, at a server of NATS where somebody else publishes. */
export async function wordTarget(): Promise<Target & { end(): Promise<void> }> {
  const server = await NatsServer.start();
  const access = readAccess(server.url, {}, {});
  const connection = await connect(access, 'fuzz');
  const hub = new Hub(await connect(access, 'fuzz hub'));
  hub.listener = {
    beat: () => undefined,
    news: () => undefined,
    sinkOf: () => ({ write: () => undefined, end: () => undefined }),
  };
  const { run } = hub;
  const stop = new AbortController();
  const joined = join({
    ...{ access, name: 'm1', workers: 1, once: false, signal: stop.signal, tell: () => undefined },
    takeTrials: () => ({ end: async () => undefined }),
  });
  const call = async (): Promise<Offer> => {
    for (;;) {
      const answer = await connection.request(CALL, '', { timeout: 2000 }).catch(() => null);
      if (answer !== null) return answer.json<Offer>();
    }
  };
  const { id } = await call();
  const subjects: Readonly<Record<string, string>> = {
    ...{ order: orders(id), machine: parcels(orders(id)), alive: alive(run) },
    ...{ news: news(run), parcel: parcels(news(run)), beat: beats(run) },
  };
  const word = (to: string, payload: unknown, header: unknown = {}): Uint8Array =>
    Buffer.from(`${to} ${JSON.stringify(header)}\n${JSON.stringify(payload)}`);
  const parcel = (to: string, name: string, payload: unknown): Uint8Array => {
    const sum = crc32(JSON.stringify(payload));
    return word(to, payload, { Parcel: name, Piece: '0', Sum: String(sum) });
  };
  const ofLeg = { machine: 0, leg: 1 };
  const ended = { reports: [], failure: null, stopReason: null, peakRssBytes: 1, statistics: STATISTICS };
  const saved = { number: 1, saved: { simulated: 5, regions: [[0, { bytes: 8, crc32: 9 }]] }, failure: null };
  const answered = [
    word('order', { run, order: 'take' }),
    word('order', { run, order: 'trials' }),
    parcel('machine', `${run}/1/begin`, { me: 0 }),
    parcel('machine', `${run}/1/region-000`, 'x'),
    word('order', { run, order: 'begin', leg: 1 }),
    word('order', { run, order: 'ready', leg: 1, number: 1, isLast: true }),
    word('news', { ...ofLeg, news: 'ready' }),
    word('news', { ...ofLeg, news: 'ended', ...ended }),
    word('news', { ...ofLeg, news: 'saved', ...saved }),
    parcel('parcel', '1/0/counts', 'x'),
  ];
  const others = [
    word('alive', { machines: [id] }),
    word('beat', '', { Beat: JSON.stringify({ ...ofLeg, isReady: true, statistics: STATISTICS }) }),
  ];
  const ofHub = word('news', { ...ofLeg, news: 'ready' });
  let thrown: unknown = null;
  const onThrown = (error: unknown): void => {
    thrown = error;
  };
  process.on('uncaughtException', onThrown);
  /** Publishes one, and returns what is answered by the time at which all who hear it have gone on. */
  const say = async (bytes: Uint8Array): Promise<Msg | null> => {
    const text = Buffer.from(bytes);
    const end = text.indexOf('\n');
    const [to = '', ...header] = text.toString('utf8', 0, Math.max(0, end)).split(' ');
    const subject = subjects[to];
    if (subject === undefined) return null;
    const inbox = createInbox();
    let answer: Msg | null = null;
    const heard = connection.subscribe(inbox, {
      callback: (_error, message) => {
        answer = message.headers?.hasError ? null : message;
      },
    });
    connection.publish(subject, text.subarray(end + 1), {
      reply: inbox,
      headers: headerOf(header.join(' ')),
    });
    const { run: has } = await call();
    await connection.request(news(run), Buffer.from(ofHub).subarray(ofHub.indexOf(10) + 1), {
      timeout: 5000,
    });
    heard.unsubscribe();
    if (has !== null && has !== run)
      await connection.request(orders(id), JSON.stringify({ run: has, order: 'leave' }));
    return answer;
  };
  return {
    name: 'word',
    inputs: answered,
    changed: fc.constantFrom(...answered, ...others).chain(otherwise),
    take: async (bytes) => {
      const answer = await say(bytes);
      if (thrown !== null) throw thrown;
      if (answer === null) return false;
      return answer.data.length === 0 || answer.json<{ refused: string | null }>().refused === null;
    },
    end: async () => {
      process.off('uncaughtException', onThrown);
      stop.abort();
      await joined;
      await hub.close();
      await connection.close();
      await server.stop();
    },
  };
}

/** A message to the same subject with other headers or another payload; the checksum of a parcel may be right all the same. */
function otherwise(bytes: Uint8Array): fc.Arbitrary<Buffer> {
  const text = Buffer.from(bytes).toString();
  const [, to, header, payload] = /^(\w+) (.*)\n(.*)$/.exec(text) ?? [];
  const withHeader = nearly([Buffer.from(header)]).map((changed) => [changed, Buffer.from(payload)] as const);
  const withPayload = fc.tuple(nearly([Buffer.from(payload)]), fc.boolean()).map(([changed, isSealed]) => {
    const sealed = header.replace(/"Sum":"\d+"/, `"Sum":"${crc32(changed)}"`);
    return [Buffer.from(isSealed ? sealed : header), changed] as const;
  });
  return fc.oneof(withHeader, withPayload).map(([header, payload]) => {
    const line = header.toString('utf8').replaceAll('\n', ' ');
    return Buffer.concat([Buffer.from(`${to} ${line}\n`), payload]);
  });
}

/** Headers, as far as the text has some that a client of NATS can send. */
function headerOf(text: string): ReturnType<typeof headers> {
  const header = headers();
  try {
    for (const [name, value] of Object.entries(JSON.parse(text) as object)) header.set(name, String(value));
  } catch {
    // Then it has none, or fewer.
  }
  return header;
}

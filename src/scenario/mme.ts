import { MESSAGES } from '../model/messages.js';
import { serviceTime } from './distribution.js';
import { fieldsOf, group, integer, strict } from './fields.js';
import type { Mme } from './scenario.js';

/*
 * What MMEs can do. Figures to begin with: a virtual MME is done with 37,000 procedures per second at 1 ms in the mean
 * (Prados-Garzon et al. 2017, arXiv 1703.04445); of its messages some ten belong to a procedure.
 */

/** The seconds whose load is kept are more than a service touches (BUSY_SECONDS, engine/mme/mme-queue.ts). */
const SERVICE_MAX_S = 10;
/** Rows keep the low 32 bits of times in µs, compared wrap-safe; the default range of T3346 ends here, too. */
const BACK_OFF_MAX_S = 1800;
const SERVERS_MAX = 64;
const QUEUE_MAX = 1_000_000;

const time = (what: string) => serviceTime(what, { min: 0, max: SERVICE_MAX_S });

/** Messages that an MME gets, by name. */
const NAMES = MESSAGES.filter(({ name, to }) => name !== '' && to === 'mme').map(({ name }) => name);
/** The entries that there are. */
function given<Value>(record: Readonly<Record<string, Value | undefined>>): Record<string, Value> {
  const entries = Object.entries(record).filter((entry): entry is [string, Value] => entry[1] !== undefined);
  return Object.fromEntries(entries);
}

const KINDS = Object.fromEntries(NAMES.map((name) => [name, name]));

export const mmeField = strict('servers, service, kinds, queue and backoff', {
  servers: integer('a number of servers', 1, SERVERS_MAX)
    .prefault(1)
    .describe('Servers of each MME; they share one input queue, first come, first served.'),
  service: time('a service time')
    .prefault({ shape: 'exponential', mean: '100us' })
    .describe('Service time of a message.'),
  kinds: group(
    'service times by message',
    fieldsOf(KINDS, (name) => time('a service time').optional().describe(`Service time of ${name}.`)),
  )
    .transform((kinds): Mme['kinds'] => given(kinds))
    .describe('Service times of messages that have one of their own, by name.'),
  queue: integer('a number of messages', 0, QUEUE_MAX)
    .prefault(1000)
    .describe('Messages that may wait at an MME; when so many do, it refuses new work and nothing else.'),
  backoff: serviceTime('a time to back off', { min: 1e-3, max: BACK_OFF_MAX_S })
    .prefault({ shape: 'uniform', min: '15m', max: '30m' })
    .describe('T3346: how long a UE backs off that was refused (TS 24.301, default range of TS 24.008).'),
})
  .nullable()
  .prefault(null)
  .describe('What all MMEs can do; null: they are infinitely fast.');

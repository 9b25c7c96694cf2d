import { setTimeout as delay } from 'node:timers/promises';
import { createInbox, type NatsConnection } from '@nats-io/transport-node';
import { InterruptedError, UsageError } from '../../errors.js';
import { hear } from '../connection/hear.js';
import { CALL } from '../connection/subjects.js';
import { readOffer } from '../forms.js';
import { type Code, codeHere, type Offer } from '../offer.js';

/** How often to call. */
const CALL_MS = 100;

/** Who is to be waited for. */
export interface Wanted {
  readonly machines: number;
  readonly waitSeconds: number;
  /** How the servers are called in messages. */
  readonly servers: string;
  readonly signal: AbortSignal | undefined;
  /** Hears of machines that cannot be used. */
  readonly tell: (what: string) => void;
}

/**
 * Calls until enough machines have offered themselves, and takes those that offer most.
 *
 * @param take asks a machine to have part; false: it has got other work meanwhile
 * @throws UsageError if they are too few
 * @throws InterruptedError if it is told to stop before they are enough
 */
export async function gather(
  connection: NatsConnection,
  wanted: Wanted,
  take: (offer: Offer) => Promise<boolean>,
): Promise<Offer[]> {
  const { machines, waitSeconds, signal, tell } = wanted;
  const code = codeHere();
  const offers = new Map<string, Offer>();
  const refused = new Map<string, string>();
  const inbox = createInbox();
  const answers = hear(connection, inbox, (message) => {
    const offer = readOffer(message.data);
    const why = whyNot(offer, code);
    if (why === null) offers.set(offer.id, offer);
    else if (!refused.has(offer.id)) {
      refused.set(offer.id, why);
      tell(why);
    }
  });
  const taken: Offer[] = [];
  const until = performance.now() + waitSeconds * 1e3;
  try {
    while (taken.length < machines) {
      if (signal?.aborted) {
        throw new InterruptedError(
          `interrupted while it waited for machines: ${taken.length} of ${machines} had joined`,
        );
      }
      if (performance.now() >= until) throw tooFew(wanted, taken.sort(byWorkers), [...refused.values()]);
      connection.publish(CALL, '', { reply: inbox });
      await delay(CALL_MS);
      const free = [...offers.values()].filter(({ run }) => run === null).sort(byWorkers);
      for (const offer of free.slice(0, machines - taken.length)) {
        offers.delete(offer.id);
        if (!taken.some(({ id }) => id === offer.id) && (await take(offer))) taken.push(offer);
      }
    }
    return named(taken.sort(byWorkers));
  } finally {
    answers.unsubscribe();
  }
}

/** Those with most first; among equals by name, so that the same machines get the same numbers. */
const byWorkers = (a: Offer, b: Offer): number => b.workers - a.workers || a.name.localeCompare(b.name);

function whyNot({ name, code }: Offer, own: Code): string | null {
  if (code.uestorm === own.uestorm && code.cores === own.cores) return null;
  return `machine ${name} has uestorm ${code.uestorm} with cores ${code.cores}, and this is ${own.uestorm} with ${own.cores}: not used; install the same on both`;
}

function tooFew(
  { machines, waitSeconds, servers }: Wanted,
  taken: readonly Offer[],
  refused: readonly string[],
) {
  const names = taken.length === 0 ? '' : ` (${taken.map(({ name }) => name).join(', ')})`;
  const why = refused.length === 0 ? '' : `; ${refused.join('; ')}`;
  return new UsageError(
    `--machines ${machines}: ${taken.length} joined within ${waitSeconds} s${names}${why}; start uestorm join ${servers} on others, wait longer with --wait, or ask for fewer`,
  );
}

/** No two have the same name. */
function named(offers: readonly Offer[]): Offer[] {
  const seen = new Map<string, number>();
  return offers.map((offer) => {
    const times = (seen.get(offer.name) ?? 0) + 1;
    seen.set(offer.name, times);
    return times === 1 ? offer : { ...offer, name: `${offer.name}-${times}` };
  });
}

/*
 * Subjects of NATS that uestorm uses; all begin with the same word, so that an account can be given just these.
 *
 *     uestorm.call                      whoever has joined answers with its offer
 *     uestorm.machine.ID                orders to a machine; .parcel: what is too large for an order
 *     uestorm.run.RUN.alive             whoever runs a scenario says that it is there, and who has part in it
 *     uestorm.run.RUN.beat              machines say that they are there, and what they have counted
 *     uestorm.run.RUN.news              what becomes of a machine's part; .parcel: what is too large for news
 *     uestorm.run.RUN.trials            trials that are to be run: a stream of JetStream has it; .done: what came of one
 *     uestorm.run.RUN.round.N           messages of rounds for machine N; .again: what it should send again
 */

export const CALL = 'uestorm.call';

export const orders = (id: string): string => `uestorm.machine.${id}`;
export const alive = (run: string): string => `uestorm.run.${run}.alive`;
export const beats = (run: string): string => `uestorm.run.${run}.beat`;
export const news = (run: string): string => `uestorm.run.${run}.news`;
export const trials = (run: string): string => `uestorm.run.${run}.trials`;
export const trialsDone = (run: string): string => `${trials(run)}.done`;
export const round = (run: string, machine: number): string => `uestorm.run.${run}.round.${machine}`;
export const again = (run: string, machine: number): string => `${round(run, machine)}.again`;
/** Parcels for whoever gets what this subject is for. */
export const parcels = (subject: string): string => `${subject}.parcel`;

/*
 * What waits in the procedure queue of a UE (queue-word.ts): traffic that cannot start yet, by its kind, and steps of
 * procedures that are due but held.
 */

/** Steps have the codes from here on, traffic those below. */
export const FIRST_STEP = 28;
/** NAS security mode control: the pending KASME if there is one, else the current one again. */
export const Q_SMC = 28;
/** A KeNB for the eNB: initial context setup if there is no AS context yet, else UE context modification. */
export const Q_CONTEXT = 29;
/** Answer to a TAU or detach of the UE. */
export const Q_ANSWER = 30;
/** HANDOVER REQUEST, FORWARD RELOCATION REQUEST or PATH SWITCH REQUEST ACKNOWLEDGE to be sent. */
export const Q_HANDOVER = 31;

/** A step, as a union: a switch over it is complete, or does not compile. */
export type Step = typeof Q_SMC | typeof Q_CONTEXT | typeof Q_ANSWER | typeof Q_HANDOVER;

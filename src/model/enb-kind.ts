/*
 * What eNBs are free to do (enb-choices.ts), as procedures know it: bits of Env.enbKind.
 */

/** Downlink NAS stays while a key change is out; that comes after a delay of the eNB's own. */
export const ENB_HOLDS_NAS = 1;
/** UE CONTEXT MODIFICATION RESPONSE does not wait for the UE. */
export const ENB_ANSWERS_AT_ONCE = 2;

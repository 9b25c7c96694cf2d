/*
 * Values in words A and B of messages, where both ends must agree.
 */

/** Word B of TRACKING AREA UPDATE REQUEST: the active flag. */
export const ACTIVE = 1;

/** Word A of UE CONTEXT MODIFICATION FAILURE: a handover is the cause. */
export const CAUSE_HANDOVER = 1;

/** Word A of HANDOVER REQUIRED, beside the target connection: the target is another MME's. */
export const OTHER_MME = 0x100;

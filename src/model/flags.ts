/** Flags of a UE's row (word STATE): what each party knows while nothing is in progress. */

export const ROW_USED = 1 << 0;
/** The UE part is in this row: off at a target MME before the UE's arrival, and in the stub it leaves. */
export const UE_HERE = 1 << 1;
export const UE_REGISTERED = 1 << 2;
export const UE_CONNECTED = 1 << 3;
/** AS security is active at the UE. */
export const UE_AS = 1 << 4;
/** The UE's AS runs on another KASME (block key K_UE_AS) than the one in NAS use: rule 4's state. */
export const UE_AS_OLD = 1 << 5;
/** The serving eNB has a context for the UE, and AS security is active in it. */
export const EN_CONTEXT = 1 << 6;
export const EN_AS = 1 << 7;
export const MME_REGISTERED = 1 << 8;
export const MME_CONNECTED = 1 << 9;
export const MME_AS = 1 << 10;
/** The MME knows that AS runs on another KASME (K_MME_AS) than the one in NAS use: rules 3, 8 and 9. */
export const MME_AS_OLD = 1 << 11;
/** That state came with FORWARD RELOCATION REQUEST (rule 9), not from an SMC of this MME (rule 3). */
export const MME_INHERITED = 1 << 12;
/** The UL NAS COUNT for a fresh KeNB is not known or was used: NAS SMC on the current KASME comes first. */
export const MME_NEEDS_SMC = 1 << 13;
/** The outcome of the last NAS SMC is not known: K_MME_PENDING is kept until the UE's next message tells. */
export const MME_SMC_UNKNOWN = 1 << 14;
/** The serving eNB holds an unused {NH, NCC}. */
export const EN_PAIR = 1 << 15;
/** The MME gave a pair to the serving eNB that the next X2 handover will consume. */
export const MME_PAIR = 1 << 16;
/** Oracle: this agreement is broken at present (each onset counts once). */
export const BROKEN_AS = 1 << 17;
export const BROKEN_NAS = 1 << 18;
export const BROKEN_CHAIN = 1 << 19;
/** Oracle: work is stuck here, and that has been counted. */
export const BROKEN_PROGRESS = 1 << 20;
export const BROKEN_REPLAY = 1 << 22;
/** NAS security context in use, at the UE and at the MME: it is on the second pair of algorithms (nas-algorithms.ts). */
export const UE_OTHER_ALGORITHMS = 1 << 23;
export const MME_OTHER_ALGORITHMS = 1 << 24;
/** The outcome of the last change of algorithms is not known: the UE's next message tells. */
export const MME_ALGORITHMS_UNKNOWN = 1 << 25;
/** T3346 runs at the UE: it asks for nothing but a detach. */
export const UE_BACKING_OFF = 1 << 28;

/** What is in progress at the MME (word MME_FLAGS). */
export const MME_AKA = 1 << 0;
/** NAS security mode control ongoing: from SECURITY MODE COMMAND until the MME knows how it ended. */
export const MME_SMC = 1 << 1;
/** ... and it takes a new KASME into use. */
export const MME_SMC_NEW = 1 << 2;
/** ... it was aborted by a message of the UE (TS 24.301 5.4.3.7); only its outcome is awaited. */
export const MME_SMC_ABORTED = 1 << 3;
/** NAS message of the ongoing AKA or SMC came back undelivered: sent again when the handover ends. */
export const MME_UNDELIVERED = 1 << 4;
export const MME_ICS = 1 << 5;
/** UE context modification with a KeNB outstanding at an eNB. */
export const MME_MODIFICATION = 1 << 6;
/** Waits for the delay after NAS SMC, or for the end of a handover, before (another) modification. */
export const MME_REKEY_WAIT = 1 << 7;
/** A pending KASME exists (AKA succeeded, SMC not ended). */
export const MME_PENDING = 1 << 8;
/** S1 handover ongoing (not merely held): from HANDOVER REQUIRED until NOTIFY, failure or cancel. */
export const MME_HANDOVER = 1 << 9;
/** ... to another MME, and this is the source; FORWARD RELOCATION REQUEST was sent (rule 10's span). */
export const MME_FORWARDED = 1 << 10;
/** ... from another MME, and this is the target. */
export const MME_TARGET = 1 << 11;
/** What the held handover in the queue is: HANDOVER REQUIRED (to this or another MME), or a path switch. */
export const MME_HELD_REQUIRED = 1 << 12;
export const MME_HELD_INTER = 1 << 13;
export const MME_HELD_PATH_SWITCH = 1 << 14;
/** RELOCATION CANCEL REQUEST sent. */
export const MME_CANCELLING = 1 << 15;
/** UE CONTEXT RELEASE COMMAND sent to the serving eNB. */
export const MME_RELEASING = 1 << 16;
/** Attach in progress: AKA, NAS SMC and initial context setup follow each other. */
export const MME_ATTACH = 1 << 17;
/** An answer to the UE waits in the queue: TAU or detach. */
export const MME_OWES_TAU = 1 << 18;
export const MME_OWES_DETACH = 1 << 19;
/** Release the signalling connection when the owed answer is out. */
export const MME_THEN_RELEASE = 1 << 20;
/** Relocated here: no downlink NAS message before TRACKING AREA UPDATE ACCEPT. */
export const MME_AWAITS_TAU = 1 << 21;
/** An eNB said that a handover is on: what was not delivered or rejected waits until it ends. */
export const MME_DEFERRED = 1 << 22;
/** Rule 10 holds the retransmission of the ongoing AKA's or SMC's request. */
export const MME_NAS_HELD = 1 << 23;
/** Target of a relocation: FORWARD RELOCATION RESPONSE was sent, and said yes. */
export const MME_ACCEPTED = 1 << 24;
/** PAGING was sent, and T3413 runs. */
export const MME_PAGING = 1 << 25;
/** An eNB answered UE CONTEXT MODIFICATION REQUEST at once: the UE may not have changed its key yet. */
export const MME_KEY_CHANGE = 1 << 26;
/** UE context modification without a KeNB outstanding at an eNB. */
export const MME_UNKEYED = 1 << 27;
/** The ongoing SMC is on the current KASME, to change algorithms; and which pair it asks for. */
export const MME_SMC_ALGORITHMS = 1 << 28;
export const MME_SMC_OTHER = 1 << 29;

/** What is in progress at the serving (or source) eNB (word EN_FLAGS). */
/** RRC SecurityModeCommand is due or outstanding. */
export const EN_SETUP = 1 << 0;
export const EN_SETUP_SENT = 1 << 1;
/** RRCConnectionReconfiguration of a UE context modification ongoing (rule 5b). */
export const EN_KEY_CHANGE = 1 << 2;
/** Inter-eNB handover ongoing (rule 5a): preparation started. */
export const EN_HANDOVER = 1 << 3;
/** ... the handover command went to the UE. */
export const EN_COMMANDED = 1 << 4;
/** ... HANDOVER CANCEL sent, its acknowledgement outstanding. */
export const EN_CANCELLING = 1 << 5;
export const EN_IS_X2 = 1 << 6;
export const EN_IS_INTER = 1 << 7;
/** PATH SWITCH REQUEST outstanding. */
export const EN_PATH_SWITCH = 1 << 8;
/** UE CONTEXT RELEASE REQUEST sent. */
export const EN_RELEASING = 1 << 9;
/** A target eNB has prepared a context for the UE (block word TARGET says which connection). */
export const EN_TARGET = 1 << 10;
/** The reconfiguration of EN_KEY_CHANGE went to the UE. */
export const EN_KEY_CHANGE_SENT = 1 << 11;
/** RRCConnectionReestablishment went to the UE, and its Complete is outstanding. */
export const EN_REESTABLISHING = 1 << 12;
/** Handover within the eNB ongoing: its command went to the UE. */
export const EN_INTRA = 1 << 13;

/** What is in progress at the UE (word UE_FLAGS). */
export const UE_PENDING = 1 << 0;
/** Target cell not reached: T304 runs, the UE hears nothing. */
export const UE_ACCESS_FAILED = 1 << 1;
/** UE-initiated NAS procedures. */
export const UE_ATTACHING = 1 << 2;
/** The UE has asked for its bearers: by SERVICE REQUEST, or with the active flag of a TAU. */
export const UE_SERVICE_REQUEST = 1 << 3;
export const UE_TAU = 1 << 4;
export const UE_DETACHING = 1 << 5;
/** RRCConnectionReestablishmentRequest sent: T301 runs, the UE hears nothing but the answer. */
export const UE_REESTABLISHING = 1 << 6;
/** The UE is in the area of another MME, which has not accepted its tracking area update. */
export const UE_NEW_AREA = 1 << 7;
/** The UE is in no cell, or not on its connection there: it hears and sends nothing. */
export const UE_OFF_AIR = UE_ACCESS_FAILED | UE_REESTABLISHING;
export const UE_PROCEDURE = UE_ATTACHING | UE_SERVICE_REQUEST | UE_TAU | UE_DETACHING;

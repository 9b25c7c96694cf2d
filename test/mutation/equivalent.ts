import type { Mutant } from './mutants.js';

/** A mutant that nobody can kill, because it does the same. */
export interface Equivalent extends Pick<Mutant, 'file' | 'inside' | 'before' | 'after'> {
  /** Which of those that look the same in that function; default: the first. */
  readonly nth?: number;
  /** Why it does. */
  readonly proof: string;
}

/** The other place of a rule in its entry's word. */
const ONLY_RULE =
  'The second argument of `holds` says in which of two places of the entry the answer is kept. No other rule holds ' +
  'entries of this code, and ruleThatHolds names this one for either place.';

const otherPlace = (file: string, inside: string, nth = 1): Equivalent => ({
  ...{ file: `src/procedures/${file}.ts`, inside, before: '0', after: '1', nth },
  proof: ONLY_RULE,
});

const STUB =
  'The UE is not in this row: it moved to another region, where it was admitted to a row of its own, and it never ' +
  'comes back to this one. Without UE_HERE nobody asks for the flag: a handover needs the UE, afterEvent frees the row ' +
  'before it looks at it, and `admit` clears rows.';

const NO_AS =
  'MME_AS_OLD and MME_INHERITED are set only while there is an AS context at the MME. abandonConnection, with which ' +
  'every connection begins and ends, clears both, and so does startContextSetup, without which there is none: no ' +
  'handover, and no other reader of MME_INHERITED, comes between the two.';

export const EQUIVALENT: readonly Equivalent[] = [
  otherPlace('enb/start-handover', 'startHandover'),
  otherPlace('authentication/mme', 'startRekey'),
  otherPlace('nas-transport/mme', 'startDownlinkEntry'),
  otherPlace('mme/start-handover', 'startHandoverAtMme', 2),
  otherPlace('mme/answer', 'startAnswer'),
  otherPlace('ue-context-modification/mme', 'startContext', 1),
  otherPlace('ue-context-modification/mme', 'startContext', 2),
  {
    file: 'src/procedures/queue.ts',
    inside: 'take',
    before: 'i < n - 1',
    after: '(i) <= (n - 1)',
    proof:
      'One more place is moved, the one behind the last entry, to where the last entry was. Both are written before ' +
      'they are read again: when it was offered by `enqueue`, since when it is held by `holds`.',
  },
  {
    file: 'src/procedures/queue.ts',
    inside: 'holds',
    before: 'applies',
    after: 'true',
    proof:
      'A rule that does not apply gets as far as this only if it held the entry (else the first comparison returns), ' +
      'so `holder` is not 0, and the branch above has returned.',
  },
  {
    file: 'src/procedures/mme/chain.ts',
    inside: 'newestKasme',
    before: 'mmeHas(env.w, u, MME_SMC) && mmeHas(env.w, u, MME_SMC_NEW)',
    after: 'mmeHas(env.w, u, MME_SMC_NEW)',
    proof: 'MME_SMC_NEW is set only together with MME_SMC, and whatever clears MME_SMC clears it too.',
  },
  {
    file: 'src/procedures/mme/retransmission.ts',
    inside: 'resendNas',
    before: '!mmeHas(w, u, MME_AKA | MME_SMC) || mmeHas(w, u, MME_SMC_ABORTED)',
    after: 'mmeHas(w, u, MME_SMC_ABORTED)',
    proof:
      'Nobody calls it without an AKA or SMC: T3460 stops when they end, onNasNonDelivery has compared the message ' +
      'with the one that is ongoing, and MME_UNDELIVERED, which handoverEnded asks for, is cleared when they end.',
  },
  {
    file: 'src/procedures/mme/connection.ts',
    inside: 'abandonConnection',
    before: 'MME_CONNECTED | MME_AS | MME_AS_OLD | MME_INHERITED | MME_PAIR',
    after: 'MME_CONNECTED | MME_AS | MME_AS_OLD | MME_PAIR',
    proof: NO_AS,
  },
  {
    file: 'src/procedures/initial-context-setup/mme.ts',
    inside: 'startContextSetup',
    before: 'MME_PAIR | MME_AS_OLD | MME_INHERITED',
    after: 'MME_PAIR | MME_INHERITED',
    proof: NO_AS,
  },
  {
    file: 'src/procedures/initial-context-setup/mme.ts',
    inside: 'startContextSetup',
    before: 'MME_PAIR | MME_AS_OLD | MME_INHERITED',
    after: 'MME_PAIR | MME_AS_OLD',
    proof: NO_AS,
  },
  {
    file: 'src/procedures/initial-context-setup/ue.ts',
    inside: 'onRrcSecurityModeCommand',
    before: 'UE_AS_OLD',
    after: '0',
    proof:
      'UE_AS_OLD is set only where UE_AS is, and the UE has no AS on a connection until this message: goIdle, which ' +
      'comes before every connection, has cleared both.',
  },
  {
    file: 'src/procedures/initial-context-setup/mme.ts',
    inside: 'onContextSetupFailure',
    before: 'MME_ICS',
    after: '0',
    proof:
      'releaseFromMme follows in the same step and clears all that was in progress; nobody asks in between.',
  },
  {
    file: 'src/procedures/handover/ue.ts',
    inside: 'deriveAtUe',
    before: 'selects(env, u, rule04) && has(w, u, UE_AS_OLD)',
    after: 'selects(env, u, rule04)',
    proof: 'Rule 4 applies exactly if UE_AS_OLD is set.',
  },
  {
    file: 'src/procedures/handover/enb.ts',
    inside: 'takeOver',
    before: 'EN_HANDOVER | EN_COMMANDED | EN_IS_X2 | EN_KEY_CHANGE | EN_TARGET',
    after: 'EN_COMMANDED | EN_IS_X2 | EN_KEY_CHANGE | EN_TARGET',
    proof:
      'After an S1 handover endHandover has cleared EN_HANDOVER already. After an X2 handover it is cleared at PATH ' +
      'SWITCH REQUEST ACKNOWLEDGE or with the context, and until then nobody tells the difference: EN_PATH_SWITCH ' +
      'stands for it in enbIsFree and endHandover, its timers are stopped, and a UE CONTEXT MODIFICATION REQUEST ' +
      'comes behind the ACKNOWLEDGE on the same link.',
  },
  {
    file: 'src/procedures/inter-mme-handover/source-mme.ts',
    inside: 'forwardRelocation',
    before: '0',
    after: '1',
    proof: 'Bit 0 says that a FORWARD RELOCATION RESPONSE is positive; in the REQUEST nobody reads it.',
  },
  {
    file: 'src/procedures/inter-mme-handover/target-mme.ts',
    inside: 'releaseTarget',
    before: 'MME_REGISTERED | MME_CONNECTED | MME_AS | MME_AS_OLD | MME_INHERITED',
    after: 'MME_REGISTERED | MME_CONNECTED | MME_AS | MME_AS_OLD',
    proof: `${NO_AS} releaseTarget ends the AS context too, and the UE, should it come, begins a connection.`,
  },
  {
    file: 'src/procedures/inter-mme-handover/ue.ts',
    inside: 'leaveRegion',
    before: 'UE_HERE | UE_REGISTERED | UE_CONNECTED | UE_AS | UE_AS_OLD | UE_OTHER_ALGORITHMS',
    after: 'UE_HERE | UE_REGISTERED | UE_CONNECTED | UE_AS | UE_OTHER_ALGORITHMS',
    proof: STUB,
  },
  {
    file: 'src/procedures/inter-mme-handover/source-mme.ts',
    inside: 'onRelocationComplete',
    before: 'MME_REGISTERED | MME_AS | MME_AS_OLD | MME_INHERITED | MME_SMC_UNKNOWN',
    after: 'MME_REGISTERED | MME_AS | MME_INHERITED | MME_SMC_UNKNOWN',
    proof: STUB,
  },
  {
    file: 'src/procedures/inter-mme-handover/source-mme.ts',
    inside: 'onRelocationComplete',
    before: 'MME_REGISTERED | MME_AS | MME_AS_OLD | MME_INHERITED | MME_SMC_UNKNOWN',
    after: 'MME_REGISTERED | MME_AS | MME_AS_OLD | MME_SMC_UNKNOWN',
    proof: STUB,
  },
];

/** The proof that a mutant is equivalent, if there is one. */
export function proofOf(mutant: Mutant): string | undefined {
  return EQUIVALENT.find((each) => isOf(each, mutant))?.proof;
}

export function isOf(equivalent: Equivalent, mutant: Mutant): boolean {
  return (
    equivalent.file === mutant.file &&
    equivalent.inside === mutant.inside &&
    equivalent.before === mutant.before &&
    equivalent.after === mutant.after &&
    (equivalent.nth ?? 1) === mutant.nth
  );
}

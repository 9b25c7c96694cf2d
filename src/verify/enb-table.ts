import { type Enb, MODIFICATION_RESPONSES, NAS_DURING_KEY_CHANGE } from '../model/enb-choices.js';
import { nameOfRule, RULES } from '../rules/table.js';
import { type Finding, findShortest, type VerifyOptions } from './verify.js';

/*
 * The section of the page about the rules that says which of them is needed with which eNBs.
 */

const ENBS: readonly Enb[] = MODIFICATION_RESPONSES.flatMap((modificationResponse) =>
  NAS_DURING_KEY_CHANGE.map((nasDuringKeyChange) => ({ nasDuringKeyChange, modificationResponse })),
);

const TEXT = `## Which eNB needs which

Texts leave eNBs two choices (\`enb\` of a scenario, \`uestorm verify --enb\`), and what an MME has to do hangs on them:

- \`nasDuringKeyChange\`: whether downlink NAS that comes while the reconfiguration of a UE context modification is out goes
  to the UE beside it (\`sent\`), or does not, as in a handover (\`held\`, the default: NAS NON DELIVERY INDICATION, and the MME
  sends it again). An eNB that holds it takes a while of its own before the reconfiguration, and NAS that comes in that
  while still overtakes.
- \`modificationResponse\`: whether UE CONTEXT MODIFICATION RESPONSE waits for the UE (\`after_rrc\`, the default) or not
  (\`at_once\`). TS 36.413 8.3.4.2 asks for a report of the successful update, and no more.

Steps to the damage without the rule or guard, by the events of its ladder above, or by any others of the same bound where
those break nothing:

`;

const AFTER = `
All are needed with each of them, but two. Rule 7 guards nothing that rule 5 does not where RESPONSE comes at once: no
handover begins before the key change has ended, and the MME knows the outcome from the start. And there alone something
beyond all others is needed: the guard \`key_change\`.
`;

/** The section; empty if it was interrupted. @param found the ladder of each rule and guard, by number, and its bound */
export async function enbTable(
  found: ReadonlyMap<number, { readonly finding: Finding; readonly bound: VerifyOptions }>,
): Promise<string> {
  const heads = ENBS.map(
    ({ nasDuringKeyChange, modificationResponse }) => `\`${nasDuringKeyChange}, ${modificationResponse}\``,
  );
  const lines = [`| without | ${heads.join(' | ')} |`, `| --- |${' --- |'.repeat(ENBS.length)}`];
  for (const { number } of RULES) {
    const ladder = found.get(number);
    if (ladder === undefined) return '';
    const cells: string[] = [];
    for (const enb of ENBS) cells.push(await steps(ladder.finding, { ...ladder.bound, enb }));
    lines.push(`| ${nameOfRule(number)} | ${cells.join(' | ')} |`);
  }
  return `${TEXT}${lines.join('\n')}\n${AFTER}`;
}

/** The fewest steps to the damage. */
async function steps({ events, start }: Finding, bound: VerifyOptions): Promise<string> {
  const same = { ...bound, kinds: [...new Set(events)], events: events.length, starts: [start] };
  const found = (await findShortest(same)) ?? (await findShortest(bound));
  return found === undefined ? 'none' : String(found.steps.length);
}

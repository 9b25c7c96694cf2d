import { type Exploration, type ExploreOptions, explore } from './explore.js';
import { type SurveyPart, type SurveyPlan, survey } from './survey.js';

/** What piscina runs on each worker thread: one exploration after the other, or a part of a survey. */
export default function runTask(task: ExploreOptions): Exploration {
  return explore(task);
}

export function runSurvey({ plan, party }: { plan: SurveyPlan; party: number }): SurveyPart {
  return survey(plan, party);
}

import type { PagingResult } from '../../results/parts.js';
import type { Scenario } from '../../scenario/scenario.js';
import { C_PAGED_ALL, C_PAGED_AREA } from '../region/counters.js';

/** Where PAGING goes: to the eNBs of the UE's tracking area list, or to all that its MME has. */
export const PAGING_AREAS = ['tracking_area_list', 'all'] as const;
export type PagingArea = (typeof PAGING_AREAS)[number];

/** By area, times that an MME has paged. */
export const PAGED: Readonly<Record<PagingArea, number>> = {
  tracking_area_list: C_PAGED_AREA,
  all: C_PAGED_ALL,
};

/** eNBs of an area: a tracking area list has at least one. */
export function enbsOf(area: PagingArea, { enbs, pagingArea }: Scenario): number {
  return area === 'all' ? enbs : Math.max(1, Math.round(enbs * pagingArea));
}

/** @param sum adds up a counter over the regions */
export function pagingResult(
  scenario: Scenario,
  simulatedSeconds: number,
  sum: (counter: number) => number,
): PagingResult {
  const narrow = sum(C_PAGED_AREA);
  const wide = sum(C_PAGED_ALL);
  const messages = narrow * enbsOf('tracking_area_list', scenario) + wide * enbsOf('all', scenario);
  const enbSeconds = scenario.regions * scenario.enbs * simulatedSeconds;
  return {
    attempts: narrow + wide,
    repeated: wide,
    messages,
    messagesPerEnbSecond: enbSeconds > 0 ? messages / enbSeconds : 0,
  };
}

import { FIRST_STEP } from './queue-codes.js';
import { ATTACH_KIND, SWITCH_ON_KIND } from './traffic.js';

/** Whether a code of the procedure queue is traffic; else it is a step. */
export const isTraffic = (code: number): boolean => code < FIRST_STEP;
/** The kind of traffic that a code stands for, and the code of a kind; 0 is no entry. */
export const kindOfCode = (code: number): number => code - 1;
export const codeOfKind = (kind: number): number => kind + 1;
/** Whether traffic of a kind is an attach, which a UE needs no registration for. */
export const isAttach = (kind: number): boolean => kind === ATTACH_KIND || kind === SWITCH_ON_KIND;

import { FIRST_STEP } from './queue-codes.js';

/** Whether a code of the procedure queue is traffic; else it is a step. */
export const isTraffic = (code: number): boolean => code < FIRST_STEP;
/** The kind of traffic that a code stands for, and the code of a kind; 0 is no entry. */
export const kindOfCode = (code: number): number => code - 1;
export const codeOfKind = (kind: number): number => kind + 1;

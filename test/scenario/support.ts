import assert from 'node:assert/strict';
import { type Environment, parseScenario } from '../../src/scenario/load.js';
import type { Overrides } from '../../src/scenario/overrides.js';
import { type Problem, ScenarioError } from '../../src/scenario/problems.js';
import type { Scenario } from '../../src/scenario/scenario.js';

/** Enough for every scenario of these tests, whatever machine they run on. */
export const PLENTY: Environment = { memoryBytes: 2 ** 40 };

export function load(text: string, overrides: Overrides = {}, environment = PLENTY): Scenario {
  return parseScenario(text, 'scenario.yaml', overrides, environment);
}

/** The problems that an action ends with; it fails the test if the action succeeds or ends in another way. */
export function problemsOf(action: () => unknown): readonly Problem[] {
  return errorOf(action).problems;
}

export function errorOf(action: () => unknown): ScenarioError {
  try {
    action();
  } catch (error) {
    assert.ok(error instanceof ScenarioError, `expected a ScenarioError, got ${error}`);
    return error;
  }
  throw new assert.AssertionError({ message: 'expected a ScenarioError, got a scenario' });
}

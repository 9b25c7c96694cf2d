import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DELAY_NAMES, FAILURE_NAMES, LINK_NAMES } from '../../src/model/links.js';
import { TRAFFIC_KINDS } from '../../src/model/traffic.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import { scenarioJsonSchema } from '../../src/scenario/schema.js';
import { load } from './support.js';

interface JsonSchema {
  readonly description?: string;
  readonly default?: unknown;
  readonly additionalProperties?: unknown;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

const schema = scenarioJsonSchema() as JsonSchema;

/** All maps of the schema, by their path. */
function maps(of: JsonSchema, path: string): [string, JsonSchema][] {
  const inner = [
    ...Object.entries(of.properties ?? {}).flatMap(([name, field]) => maps(field, `${path}.${name}`)),
    ...(of.anyOf ?? []).flatMap((alternative) => maps(alternative, path)),
    ...(of.items === undefined ? [] : maps(of.items, `${path}[]`)),
  ];
  return of.properties === undefined ? inner : [[path, of], ...inner];
}

describe('the JSON schema', () => {
  it('has the fields of the effective scenario', () => {
    const scenario: Scenario = load('name: x');
    assert.deepEqual(Object.keys(schema.properties ?? {}).sort(), Object.keys(scenario).sort());
    const fieldsOf = (group: string) => Object.keys(schema.properties?.[group].properties ?? {}).sort();
    assert.deepEqual(fieldsOf('traffic'), [...TRAFFIC_KINDS].sort());
    assert.deepEqual(fieldsOf('links'), [...LINK_NAMES].sort());
    assert.deepEqual(fieldsOf('delays'), [...DELAY_NAMES].sort());
    assert.deepEqual(fieldsOf('failures'), [...FAILURE_NAMES].sort());
  });

  it('asks for a name only', () => assert.deepEqual(schema.required, ['name']));

  it('describes every field', () => {
    for (const [path, map] of maps(schema, '')) {
      for (const [name, field] of Object.entries(map.properties ?? {})) {
        assert.match(field.description ?? '', /^.{10,}\.$/, `${path}.${name} has a sentence`);
      }
    }
  });

  it('knows the default of every field, as it would be written', () => {
    const { properties } = schema;
    assert.equal(properties?.ues.default, '1M');
    assert.equal(properties?.links.properties?.s1.anyOf?.length, 2);
    for (const group of ['traffic', 'links', 'delays', 'failures', 'limits', 'population', 'arrivals']) {
      for (const [name, field] of Object.entries(properties?.[group].properties ?? {})) {
        assert.notEqual(field.default, undefined, `${group}.${name}`);
      }
    }
  });

  it('refuses unknown keys everywhere', () => {
    const all = maps(schema, '');
    assert.ok(all.length > 10);
    for (const [path, map] of all) assert.equal(map.additionalProperties, false, path);
  });
});

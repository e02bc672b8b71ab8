import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseSettings } from '../../src/config/config.ts';
import { readTests } from '../../src/config/test-file.ts';
import { type JsonSchema, jsonSchema, testJsonSchema } from '../../src/config/json-schema.ts';
import { allYaml, type Example, keysOf } from '../support/examples.ts';

const formats = {
  uri: (text: string) => URL.canParse(text),
  'date-time': (text: string) => !Number.isNaN(Date.parse(text)),
};
const ajv = new Ajv({ allErrors: true, strictTypes: false, formats });
const valid = ajv.compile(jsonSchema());
const validTests = ajv.compile(testJsonSchema());

/** What the schema has against a text; empty when nothing. */
function against(text: string, check = valid): string[] {
  return check(parse(text))
    ? []
    : (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const known = Object.keys(jsonSchema().properties ?? {});
const isTests = (example: Example): boolean => keysOf(example).includes('tests');
const isSettings = (example: Example): boolean =>
  !isTests(example) && keysOf(example).some((key) => known.includes(key));
const isWhole = (example: Example): boolean => keysOf(example).includes('clusters');

describe('the examples that people copy', () => {
  const settings = allYaml().filter(isSettings);
  const whole = settings.filter(isWhole);

  it('are found: whole files in the README, the docs, the help and infra/, parts in the docs', () => {
    const files = new Set(whole.map(({ where }) => where.split(':')[0] ?? ''));
    expect(files).toEqual(
      new Set([
        'README.md',
        'docs/cli.md',
        'docs/settings.md',
        'infra/kubernetes/lastword.yaml',
        'src/cli/check-flags.ts',
        'src/cli/start-flags.ts',
      ]),
    );
    expect(settings.length - whole.length).toBeGreaterThan(4);
  });

  it.each(settings)('$where is taken, by the parser and by the schema', (example) => {
    const text = isWhole(example) ? example.text : `clusters: [{ name: a }]\n${example.text}`;
    expect(() => parseSettings(text)).not.toThrow();
    expect(against(text)).toEqual([]);
  });

  it.each(whole)('$where tells editors where the schema is', ({ where, text }) => {
    const address = where.startsWith('infra/')
      ? '../../lastword.schema.json'
      : 'https://unpkg.com/lastword/lastword.schema.json';
    expect(text.split('\n')[0]).toBe(`# yaml-language-server: $schema=${address}`);
  });

  const tests = allYaml().filter(isTests);

  it('are found for lastword test, too', () => {
    const files = new Set(tests.map(({ where }) => where.split(':')[0]));
    expect(files).toEqual(
      new Set(['docs/cli.md', 'docs/testing-rules.md', 'infra/kubernetes/lastword-test.yaml', 'src/cli/test-flags.ts']),
    );
  });

  it.each(tests)('$where is taken by lastword test and by its schema', ({ where, text }) => {
    expect(() => readTests(text, where)).not.toThrow();
    expect(against(text, validTests)).toEqual([]);
    expect(text).toMatch(/^# yaml-language-server: \$schema=\S+\/lastword-test\.schema\.json\n/);
  });
});

describe('the schema', () => {
  it.each([
    ['a key that there is not', 'clusters: [{ name: a, contxt: b }]'],
    ['no cluster', 'slack: { channel: C0123456 }'],
    ['a channel by its name', 'clusters: [{ name: a }]\nslack: { channel: general }'],
    ['a duration that is none', 'clusters: [{ name: a }]\ndigests: { every: 10 minutes }'],
    ['an empty duration', 'clusters: [{ name: a }]\ndigests: { every: "" }'],
    ['a rule that says not what it does', 'clusters: [{ name: a }]\nrules: [{ name: r }]'],
    ['a cause that there is not', 'clusters: [{ name: a }]\ncauses: { preemtion: expected }'],
    ['a concern that there is not', 'clusters: [{ name: a }]\ngrave: [bad]'],
    ['matchers that are no texts', 'clusters: [{ name: a }]\nrules: [{ name: r, action: digest, matchers: [5] }]'],
  ])('refuses %s, as the parser does', (_what, text) => {
    expect(against(text)).not.toEqual([]);
    expect(() => parseSettings(text)).toThrow(/^lastword\.yaml:\d+:\d+: /);
  });

  it('explains every key', () => {
    const bare = (schema: JsonSchema, path: string): string[] => [
      ...Object.entries(schema.properties ?? {}).flatMap(([key, value]) => [
        ...(value.description ? [] : [`${path}${key}`]),
        ...bare(value, `${path}${key}.`),
      ]),
      ...(schema.items ? bare(schema.items, path) : []),
    ];
    expect(bare(jsonSchema(), '')).toEqual([]);
    expect(bare(testJsonSchema(), '')).toEqual([]);
    expect(bare({ properties: { a: { items: { properties: { b: {} } } } } }, '')).toEqual(['a', 'a.b']);
  });
});

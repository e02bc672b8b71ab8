import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  pageOfSettings,
  schemaFile,
  schemaText,
  settingsFile,
  testSchemaFile,
  testSchemaText,
} from '../src/cli/docs-settings.ts';
import { causesFile, causesPage, cliFile, cliPage, metricsFile, metricsPage } from '../src/cli/docs.ts';
import { causes } from '../src/diagnose/causes/index.ts';
import { concerns } from '../src/diagnose/concerns/index.ts';
import { metrics } from '../src/metrics.ts';
import { recordingsPage } from './support/recordings-page.ts';

it('docs/causes.md says what the causes and concerns say of themselves (npm run docs)', () => {
  expect(readFileSync(causesFile, 'utf8')).toBe(causesPage(causes, concerns));
});

it('docs/cli.md says what --help says (npm run docs)', () => {
  expect(readFileSync(cliFile, 'utf8')).toBe(cliPage());
});

it('docs/metrics.md says what the metrics say of themselves (npm run docs)', () => {
  expect(readFileSync(metricsFile, 'utf8')).toBe(metricsPage(metrics));
});

it('docs/settings.md and the JSON Schemas say what the settings say of themselves (npm run docs)', () => {
  const page = readFileSync(settingsFile, 'utf8');
  expect(pageOfSettings(page)).toBe(page);
  expect(readFileSync(schemaFile, 'utf8')).toBe(schemaText());
  expect(readFileSync(testSchemaFile, 'utf8')).toBe(testSchemaText());
});

it('every key of the settings says what may stand there', () => {
  const rows = readFileSync(settingsFile, 'utf8').matchAll(/^\| `([^`]+)` \| ([^|]*) \|/gm);
  const kinds = [...rows].map(([, key, kind]) => ({ key, kind: kind?.trim() }));
  expect(kinds.length).toBeGreaterThan(50);
  expect(kinds.filter(({ kind }) => !kind || / {2}|of or| s$/.test(kind))).toEqual([]);
});

it('a section of the settings without a table is missed, and a table without a section too', () => {
  const page = readFileSync(settingsFile, 'utf8');
  expect(() => pageOfSettings(page.replace('<!-- table: storms -->', ''))).toThrow(/no table for storms/);
  expect(() => pageOfSettings(`${page}<!-- table: tempests -->\n<!-- end -->`)).toThrow(/tempests/);
});

it('docs/recordings.md says what is said of the recorded stops (npm run docs)', async () => {
  expect(readFileSync(join(import.meta.dirname, '../docs/recordings.md'), 'utf8')).toBe(await recordingsPage());
});

it('a cause is a row with its id, side, evidence, description and link', () => {
  const [cause] = causes.filter((c) => c.id === 'unknown-sigterm');
  const rows = causesPage(cause ? [cause] : [], []).split('\n');
  expect(rows.filter((row) => row.startsWith('| `')).map((row) => row.split(' | '))).toEqual([
    [
      '| `unknown-sigterm`',
      'A SIGTERM that nothing in Kubernetes sent',
      'restarted in the same pod',
      'no',
      'pod, events, nodeEvents (log)',
      expect.stringContaining('143'),
      expect.stringMatching(/^\[source\]\(https:.*\) \|$/),
    ],
  ]);
});

it('a bar or a new line in a description does not break the table', () => {
  const [cause] = causes;
  const page = causesPage(cause ? [{ ...cause, description: 'a | b\n  c' }] : [], []);
  expect(page).toContain('| a \\| b c |');
});

it.each(['Alert', 'Evidence', 'Cause', 'Concern', 'Ending', 'Verdict', 'Last words', 'Incident'])(
  'the glossary explains %s',
  (term) => {
    const glossary = readFileSync(join(import.meta.dirname, '../docs/glossary.md'), 'utf8');
    expect(glossary).toContain(`**${term}**`);
  },
);

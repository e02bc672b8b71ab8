import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Metric, metrics } from '../src/metrics.ts';

const all = metrics as readonly Metric[];
const infra = readFileSync(`${import.meta.dirname}/../infra/prometheus/lastword.rules.yml`, 'utf8');

describe.each(all.map((metric) => [metric.name, metric] as const))('%s', (name, metric) => {
  it('is called as Prometheus wants it', () => {
    expect(name).toMatch(/^lastword_[a-z_]+$/);
    expect(name.endsWith('_total')).toBe(metric.type === 'counter');
  });

  it('says in a sentence what it is, and has buckets only as a histogram', () => {
    expect(metric.help).toMatch(/^[A-Z].*\.$/);
    expect(metric.buckets !== undefined).toBe(metric.type === 'histogram');
  });

  it('has labels of which there are few, and expects only those', () => {
    for (const label of metric.labels)
      expect(['sender', 'status', 'reason', 'cause', 'verdict', 'kind']).toContain(label);
    for (const labels of metric.expected ?? []) expect(Object.keys(labels)).toEqual([...metric.labels]);
  });
});

it('no name stands twice', () => {
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
});

it('the alert rules ask for metrics that there are', () => {
  const asked = [...infra.matchAll(/lastword_[a-z_]+/g)].map(([name]) => name);
  expect(asked.length).toBeGreaterThan(3);
  expect(all.map(({ name }) => name)).toEqual(expect.arrayContaining(asked));
});

import { expect, it } from 'vitest';
import { exposition } from '../../src/adapters/exposition.ts';
import { type Metric, metrics, type Sample } from '../../src/metrics.ts';
import { promtoolCheck } from '../support/promtool.ts';

const latency = 'lastword_notification_latency_seconds';
const written = async (...samples: Sample[]): Promise<string[]> =>
  (await exposition([{ cluster: 'lab', samples }])).text.split('\n');

/** A sample of every series that a metric can have a value of, with a label that is hard to write. */
const everything: Sample[] = (metrics as readonly Metric[]).flatMap(({ name, type, labels }): Sample[] => {
  const labelled = Object.fromEntries(labels.map((label) => [label, `a "b" \\ c\nd ${label} é`]));
  if (type !== 'histogram') return [{ name, labels: labelled, value: 7.25 }];
  return [
    { name: `${name}_bucket`, labels: { le: '1' }, value: 2 },
    { name: `${name}_bucket`, labels: { le: '+Inf' }, value: 1 },
    { name: `${name}_sum`, labels: {}, value: 700.5 },
    { name: `${name}_count`, labels: {}, value: 3 },
  ];
});

it.each([
  ['of clusters that never did anything', ['lab', 'prod'], []],
  ['of everything there is, of two clusters', ['lab', 'a "b" \\ c\nd é'], everything],
])('Prometheus reads the metrics %s, and has nothing to say against them', async (_name, clusters, samples) => {
  const { text, contentType } = await exposition(clusters.map((cluster) => ({ cluster, samples })));
  expect(promtoolCheck(['metrics'], text)).toEqual({ ok: true, said: '' });
  expect(contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
  for (const { name } of metrics) expect(text).toContain(`# HELP ${name} `);
});

it('Prometheus would have something to say against a metric without help, and against half a label', () => {
  expect(promtoolCheck(['metrics'], 'lastword_a 1\n')).toEqual({ ok: false, said: expect.stringMatching(/help/) });
  expect(promtoolCheck(['metrics'], 'lastword_a{b="c" 1\n').ok).toBe(false);
});

it('a bucket holds what the smaller ones hold, and the last one all', async () => {
  const lines = await written(...everything);
  expect(lines.filter((line) => line.startsWith(latency))).toEqual([
    ...['0.5', '1', '2.5', '5', '10', '30', '60', '120', '300', '600'].map(
      (le) => `${latency}_bucket{cluster="lab",le="${le}"} ${le === '0.5' ? 0 : 2}`,
    ),
    `${latency}_bucket{cluster="lab",le="+Inf"} 3`,
    `${latency}_sum{cluster="lab"} 700.5`,
    `${latency}_count{cluster="lab"} 3`,
  ]);
});

it('what is expected and was never counted is 0, so that its first increase is seen', async () => {
  const name = 'lastword_notifications_total';
  const lines = await written({ name, labels: { kind: 'reply' }, value: 4 });
  expect(lines.filter((line) => line.startsWith(name)).toSorted()).toEqual([
    `${name}{cluster="lab",kind="parent"} 0`,
    `${name}{cluster="lab",kind="reply"} 4`,
    `${name}{cluster="lab",kind="update"} 0`,
  ]);
});

it('what is of lastword itself has no cluster, and is told once', async () => {
  const name = 'lastword_config_last_reload_successful';
  const told = [
    { cluster: 'lab', samples: [] },
    { cluster: 'prod', samples: [] },
  ];
  const { text } = await exposition(told, [{ name, labels: {}, value: 1 }]);
  expect(text.split('\n').filter((line) => line.startsWith(name))).toEqual([`${name} 1`]);
});

it('a stored name that is no metric is not told', async () => {
  expect((await written({ name: 'dropped', labels: {}, value: 1 })).join()).not.toContain('dropped');
});

it.each(['prometheus.yml', 'lastword.rules.yml'])('Prometheus takes infra/prometheus/%s', (file) => {
  const path = `${import.meta.dirname}/../../infra/prometheus/${file}`;
  const kind = file.includes('rules') ? ['rules', '--lint-fatal'] : ['config', '--syntax-only'];
  const { ok, said } = promtoolCheck([...kind, path]);
  expect([ok, said]).toEqual([true, expect.stringMatching(/SUCCESS/)]);
});

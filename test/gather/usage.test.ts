import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prometheusMetrics } from '../../src/adapters/prometheus.ts';
import { metricsReader } from '../../src/gather/reader.ts';
import { readUsage } from '../../src/gather/usage.ts';
import type { Metrics } from '../../src/ports.ts';
import type { Evidence, PodStory, Seen, Samples, Subject } from '../../src/types.ts';
import type { Running } from '../support/peers.ts';
import { containerSeries, startPrometheus } from '../support/prometheus.ts';
import { alert, at, goneStory, killing, pod, story, subject } from '../support/stories.ts';

const mebi = 2 ** 20;
const here = { namespace: 'shop', pod: 'web-1', container: 'app' };
const ofRun = (from: string, measured: ReturnType<typeof containerSeries>) =>
  measured.map((series) => ({ ...series, samples: series.samples.filter(([moment]) => moment >= from) }));

let prometheus: Running;
beforeAll(async () => {
  prometheus = await startPrometheus([
    ...containerSeries({ ...here, id: 'run-1' }, at(0), { memory: 60 * mebi, throttled: 0.5 }),
    // It was started again, and used little for a minute.
    ...ofRun(at(0), containerSeries({ ...here, id: 'run-2' }, at(60), { memory: 8 * mebi, throttled: 0 })),
    ...containerSeries({ ...here, pod: 'web-2', cluster: 'a' }, at(0), { memory: 60 * mebi }),
    ...containerSeries({ ...here, pod: 'web-2', cluster: 'b' }, at(0), { memory: 10 * mebi }),
    ...containerSeries({ ...here, pod: 'running' }, new Date().toISOString(), { memory: 30 * mebi }),
  ]);
}, 60_000);
afterAll(() => prometheus.close());

const resources = { limits: { memory: '64Mi', cpu: '500m' } };
const limited = (spec: object = { resources }) => ({ spec: { containers: [{ name: 'app', ...spec }] } });
const ended = (from: number, to: number, spec?: object, parts: object = {}) =>
  pod({
    containers: [{ before: { exitCode: 1, startedAt: at(from), finishedAt: at(to) } }],
    ...limited(spec),
    ...parts,
  });

type Asked = { usage: Evidence['usage']; queries: string[] };
type Changes = {
  about?: Partial<Subject>;
  labels?: Record<string, string>;
  url?: string;
  webhook?: Evidence['webhook'];
};

/** What is read of a story, and which queries that took. */
async function read(of: PodStory, { about, labels = {}, url = prometheus.url, webhook }: Changes = {}): Promise<Asked> {
  const queries: string[] = [];
  const counting: typeof fetch = (address, init) => {
    const body = new URLSearchParams(init?.body as string);
    queries.push(`${body.get('query')} at ${body.get('time')}`);
    return fetch(address, init);
  };
  const metrics = metricsReader(
    prometheusMetrics({ url, token: () => null, labels, fetch: counting, timeoutMs: 30_000 }),
  );
  const evidence = {
    pod: { known: true, value: of } as const,
    webhook: webhook ?? ({ known: true, value: alert() } as const),
  };
  return { usage: await readUsage(metrics, subject(about), evidence), queries };
}

const numberIn = (seen: Seen<Samples> | null | undefined) => Number(seen?.object.data.result[0]?.value[1]);
const amounts = ({ usage }: Asked) =>
  usage.known &&
  usage.value && { memory: numberIn(usage.value.memory) / mebi, throttled: numberIn(usage.value.throttled) };

describe('what a container used before its end', () => {
  it('is asked for as of that end, with one query for memory and one for CPU', async () => {
    const { usage, queries } = await read(story(ended(-900, 0)));
    const of = 'namespace="shop",pod="web-1",container="app"';
    expect(queries).toEqual([
      `max(max_over_time(container_memory_working_set_bytes{${of}}[300s])) at ${at(0)}`,
      `sum(increase(container_cpu_cfs_throttled_periods_total{${of}}[300s])) / sum(increase(container_cpu_cfs_periods_total{${of}}[300s])) at ${at(0)}`,
    ]);
    expect(usage).toMatchObject({ known: true, value: { end: at(0), seconds: 300 } });
    expect(amounts({ usage, queries })).toEqual({ memory: 60, throttled: 0.5 });
  });

  it('is the same for a pod that is gone, when its end was read back', async () => {
    const gone = pod({
      containers: [{ ended: { exitCode: 143, startedAt: at(-900), finishedAt: at(0) } }],
      ...limited(),
    });
    expect(amounts(await read(goneStory(gone)))).toEqual({ memory: 60, throttled: 0.5 });
  });

  it('is that of its own run, not of the one before', async () => {
    const asked = await read(story(ended(1, 60)));
    expect(asked.usage).toMatchObject({ value: { seconds: 59 } });
    expect(amounts(asked)).toEqual({ memory: 8, throttled: 0 });
  });

  it('is that of its own cluster, where one Prometheus has several', async () => {
    const of = story(ended(-900, 0));
    expect(amounts(await read(of, { about: { pod: 'web-2' }, labels: { cluster: 'b' } }))).toMatchObject({
      memory: 10,
    });
    const odd = await read(of, { about: { pod: 'web-2' }, labels: { cluster: 'b"} or vector(1) #\\' } });
    expect(amounts(odd)).toMatchObject({ memory: NaN });
  });

  it('is not known where nothing was measured', async () => {
    expect(amounts(await read(story(ended(-900, 0)), { about: { pod: 'web-3' } }))).toEqual({
      memory: NaN,
      throttled: NaN,
    });
  });

  it('is asked for only where there is a limit', async () => {
    const { queries } = await read(story(ended(-900, 0, { resources: { limits: { memory: '64Mi' } } })));
    expect(queries).toHaveLength(1);
  });

  it('costs a batch no question twice', async () => {
    let asked = 0;
    const counting: typeof fetch = (...args) => ((asked += 1), fetch(...args));
    const metrics: Metrics = metricsReader(
      prometheusMetrics({ url: prometheus.url, token: () => null, fetch: counting }),
    );
    const evidence = {
      pod: { known: true, value: story(ended(-900, 0)) },
      webhook: { known: true, value: alert() },
    } as const;
    await Promise.all(Array.from({ length: 20 }, () => readUsage(metrics, subject(), evidence)));
    expect(asked).toBe(2);
  });
});

it('a container that never stopped is asked about as of now', async () => {
  const asked = await read(story(pod(limited())), { about: { pod: 'running' } });
  expect(asked.usage).toMatchObject({ value: { end: null, seconds: 300 } });
  expect(asked.queries.every((query) => query.endsWith(' at null'))).toBe(true);
  expect(amounts(asked)).toMatchObject({ memory: 30 });
});

const nothing = { usage: { known: true, value: null }, queries: [] };
const speaksOfLater = { ...alert(), event: killing(30).object };

it.each<[string, PodStory, Changes?]>([
  ['without a limit', story(ended(-900, 0, {}))],
  ['that ran for a moment', story(ended(-5, 0))],
  [
    'that could not be started',
    story(
      pod({
        containers: [{ before: { exitCode: 128, startedAt: '1970-01-01T00:00:00Z', finishedAt: at(0) } }],
        ...limited(),
      }),
    ),
  ],
  ['whose end was not seen', goneStory(pod(limited()))],
  ['that goes and still runs', story(pod({ deletion: [30, 30], ...limited() }))],
  ['that waits to be started', story(pod({ containers: [{ waiting: 'CreateContainerConfigError' }], ...limited() }))],
  ['of a gone pod that nobody remembers', goneStory()],
  ['that is not known', story(ended(-900, 0)), { about: { container: null } }],
])('nobody is asked about a container %s', async (_sentence, of, changes) => {
  expect(await read(of, changes)).toEqual(nothing);
});

it('an end before the event that brought the alert is not the one to ask about', async () => {
  const { queries } = await read(story(ended(-900, 0)), { webhook: { known: true, value: speaksOfLater } });
  expect(queries.every((query) => query.endsWith(' at null'))).toBe(true);
});

it('nobody is asked without a Prometheus', async () => {
  const evidence = {
    pod: { known: true, value: story(ended(-900, 0)) },
    webhook: { known: true, value: alert() },
  } as const;
  expect(await readUsage(null, subject(), evidence)).toEqual(nothing.usage);
});

it('what is no name becomes no part of a query', async () => {
  const asked = await read(story(ended(-900, 0)), { about: { pod: 'web-1"} or vector(1)' } });
  expect(asked).toEqual({ usage: { known: false, why: 'a name in the alert is not a Kubernetes name' }, queries: [] });
});

it('a refusal is said', async () => {
  const { usage } = await read(story(ended(-900, 0)), { url: `${prometheus.url}/nowhere` });
  expect(usage).toEqual({ known: false, why: 'there is no Prometheus at its address (404)' });
});

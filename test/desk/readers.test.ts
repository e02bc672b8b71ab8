import { describe, expect, it } from 'vitest';
import { unreadable } from '../../src/adapters/no-cluster.ts';
import { prometheusMetrics } from '../../src/adapters/prometheus.ts';
import type { Pass } from '../../src/desk/ports.ts';
import { readersUntil } from '../../src/desk/readers.ts';
import { turns } from '../../src/desk/turns.ts';
import { kubernetesCluster } from '../../src/adapters/kubernetes.ts';
import { newSamples } from '../../src/pipeline.ts';
import { counters } from '../../src/store/counters.ts';
import { clusterOf, connect } from '../support/gathering.ts';
import { memoryStore } from '../support/sqlite.ts';

/** A pass's readers of a cluster whose Prometheus is not there. */
function readers() {
  const store = memoryStore();
  const ports = {
    store,
    now: () => Date.now(),
    turns: turns(() => Date.now()),
    cluster: () => unreadable('the cluster could not be reached'),
    metrics: (name: string | null, { signal, onRequest }: Pass) =>
      name === 'measured'
        ? prometheusMetrics({ url: 'http://127.0.0.1:1', token: () => null, signal, onRequest })
        : null,
    memories: new Map(),
    samples: newSamples(),
  };
  return { store, readers: readersUntil(ports, Date.now() + 60_000) };
}

it('a pass has one reader a cluster, and none where nothing is measured', () => {
  const { readers: pass } = readers();
  expect(pass.metrics('measured')).toBe(pass.metrics('measured'));
  expect(pass.metrics('other')).toBeNull();
});

it('a Prometheus that is not there is asked twice in a pass, however many alerts there are, and that is counted', async () => {
  const { readers: pass, store } = readers();
  const ask = async (n: number) => pass.metrics('measured')?.query(`vector(${n})`, null);
  const told = await Promise.all(Array.from({ length: 50 }, (_, n) => ask(n)));
  const missing = { known: false, why: 'Prometheus could not be reached' };
  expect(told).toEqual(told.map(() => missing));
  pass.count();
  const asked = counters(store).find(
    ({ name, labels }) => name === 'lastword_cluster_requests_total' && labels['kind'] === 'prometheus',
  );
  expect(asked?.value).toBe(2);
});

describe('what one pass read serves the next', () => {
  /** A Desk's passes at moments (milliseconds), each for alerts of which the newest came in at `newest`; how often pods were listed. */
  async function listed(...passes: { at: number; newest?: number }[]): Promise<number> {
    const { api } = await connect(clusterOf({ pods: [] }));
    let now = 0;
    const ports = {
      store: memoryStore(),
      now: () => now,
      turns: turns(() => now),
      cluster: () => kubernetesCluster({ api: api.url, token: () => null }),
      metrics: () => null,
      memories: new Map(),
      samples: newSamples(),
    };
    for (const { at, newest } of passes) {
      now = at;
      await readersUntil(ports, at + 60_000, newest)
        .of('lab')
        .list('pods', { namespace: 'shop' });
    }
    return api.requests().length;
  }

  it.each<[what: string, times: number, passes: Parameters<typeof listed>]>([
    [
      'for alerts that had come in by then',
      1,
      [
        { at: 5_000, newest: 4_000 },
        { at: 9_000, newest: 5_000 },
      ],
    ],
    [
      'not for one that came in later: it may be about what happened since',
      2,
      [
        { at: 5_000, newest: 4_000 },
        { at: 9_000, newest: 5_001 },
      ],
    ],
    [
      'not after thirty seconds',
      2,
      [
        { at: 5_000, newest: 4_000 },
        { at: 35_000, newest: 4_000 },
      ],
    ],
    [
      'not when the clock was set back',
      2,
      [
        { at: 3_600_000, newest: 4_000 },
        { at: 5_000, newest: 4_000 },
      ],
    ],
    ['not for a second look, which wants to see what is new', 2, [{ at: 5_000, newest: 4_000 }, { at: 5_001 }]],
  ])('%s', async (_what, times, passes) => expect(await listed(...passes)).toBe(times));
});

import { afterAll, beforeAll } from 'vitest';
import { prometheusMetrics } from '../../src/adapters/prometheus.ts';
import { contractToken, metricsContract } from '../contract/metrics.ts';
import { startGuardedPrometheus } from '../support/guarded-prometheus.ts';
import type { Running } from '../support/peers.ts';

let prometheus: Running;
beforeAll(async () => {
  prometheus = await startGuardedPrometheus();
}, 60_000);
afterAll(() => prometheus.close());

metricsContract('prometheusMetrics in Node', (path = '', options) =>
  prometheusMetrics({ url: `${prometheus.url}${path}`, token: () => contractToken, ...options }),
);

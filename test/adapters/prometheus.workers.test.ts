import { inject } from 'vitest';
import { prometheusMetrics } from '../../src/adapters/prometheus.ts';
import { contractToken, metricsContract } from '../contract/metrics.ts';

metricsContract('prometheusMetrics in workerd', (path = '', options) =>
  prometheusMetrics({ url: `${inject('prometheusUrl')}${path}`, token: () => contractToken, ...options }),
);

/** What every Metrics must do, in Node as in workerd. The other side is startGuardedPrometheus of test/support/guarded-prometheus.ts. */
import { describe, expect, it } from 'vitest';
import type { PrometheusOptions } from '../../src/adapters/prometheus.ts';
import type { Metrics } from '../../src/ports.ts';

/** The bearer token that the contract's Prometheus insists on. */
export const contractToken = 'a-token-nobody-may-see';
/** A container that was measured until then. */
export const measured = { namespace: 'shop', pod: 'web-1', container: 'app' };
export const measuredAt = '2026-11-22T14:00:02Z';

const working = 'max(container_memory_working_set_bytes{pod="web-1"})';
type Connect = (path?: string, options?: Partial<PrometheusOptions>) => Metrics;

/** `connect` makes a Metrics for a path of the contract's server, with options on top of its address and token. */
export function metricsContract(name: string, connect: Connect): void {
  describe(name, () => {
    describe('a query', () => answers(connect));
    describe('what cannot be read', () => failures(connect));
    describe('one that does not answer', () => silence(connect));
  });
}

function answers(connect: Connect): void {
  it.each(['', '/', '/behind/a/path/'])(
    'gives what stood there at a moment, and the path to ask again (address %j)',
    async (path) => {
      const read = await connect(path).query(working, measuredAt);
      expect(read).toEqual({
        known: true,
        value: {
          path: `/api/v1/query?${new URLSearchParams({ query: working, time: measuredAt }).toString()}`,
          object: {
            status: 'success',
            data: { resultType: 'vector', result: [{ metric: {}, value: [1795356002, '67108864'] }] },
          },
        },
      });
    },
  );

  it('without a moment is about now, and its path says when that was', async () => {
    const read = await connect().query('vector(7)', null);
    expect(read).toMatchObject({
      known: true,
      value: { object: { data: { result: [{ value: [expect.any(Number), '7'] }] } } },
    });
    if (!read.known) return;
    const [at] = read.value.object.data.result[0]?.value ?? [];
    expect(new URLSearchParams(read.value.path.split('?')[1]).get('time')).toBe(String(at));
  });

  it.each([
    ['of a series that there is not', 'max(nothing)', measuredAt],
    ['of a series that ended long before', working, '2026-11-22T14:10:02Z'],
    ['of a time before the series began', working, '2026-11-22T12:00:00Z'],
  ])('%s has no samples', async (_sentence, promql, at) => {
    const read = await connect().query(promql, at);
    expect(read).toMatchObject({ known: true, value: { object: { data: { result: [] } } } });
  });

  it('has no more requests under way than it may', async () => {
    let [active, most] = [0, 0];
    const counting: typeof fetch = async (...args) => {
      most = Math.max(most, (active += 1));
      return globalThis.fetch(...args).finally(() => (active -= 1));
    };
    const metrics = connect('', { fetch: counting });
    const all = await Promise.all(Array.from({ length: 12 }, (_, n) => metrics.query(`vector(${n})`, null)));
    expect(all.every((read) => read.known)).toBe(true);
    expect(most).toBe(2);
  });
}

function failures(connect: Connect): void {
  it.each([
    ['/status-401', "Prometheus refused lastword's token (401)"],
    ['/status-403', 'Prometheus is forbidden to lastword (403)'],
    ['/status-404', 'there is no Prometheus at its address (404)'],
    ['/status-503', 'Prometheus could not answer (503)'],
    ['/status-429', 'Prometheus did not take the question (429)'],
    ['/moved', 'Prometheus sent lastword to another address, which is not followed (302)'],
    ['/garbage', "Prometheus's answer was not JSON"],
    ['/odd', "Prometheus's answer was not what Prometheus answers"],
  ])('%s: %s', async (path, why) => {
    expect(await connect(path).query(working, measuredAt)).toEqual({ known: false, why });
  });

  it.each<[string, Partial<PrometheusOptions>, string, string]>([
    ['a wrong token', { token: () => 'wrong' }, working, "Prometheus refused lastword's token (401)"],
    ['no token', { token: () => null }, working, "Prometheus refused lastword's token (401)"],
    ['a question that is none', {}, 'max(', 'Prometheus did not take the question (400)'],
    ['an answer of another type', {}, '1', "Prometheus's answer was not what Prometheus answers"],
    ['an answer without end', {}, 'many', "Prometheus's answer was too long"],
    ['nobody there', { url: 'http://127.0.0.1:1' }, working, 'Prometheus could not be reached'],
    ['an address that is none', { url: 'prometheus' }, working, 'Prometheus could not be reached'],
  ])('%s', async (_sentence, options, promql, why) => {
    expect(await connect('', options).query(promql, measuredAt)).toEqual({ known: false, why });
  });

  it('a question that is called off', async () => {
    const metrics = connect('/late', { signal: AbortSignal.abort() });
    const why = 'the question to Prometheus was called off';
    expect(await metrics.query(working, measuredAt)).toEqual({ known: false, why });
  });
}

function silence(connect: Connect): void {
  it('is asked nothing more, and every question is told why', async () => {
    let asked = 0;
    const counting: typeof fetch = (...args) => {
      asked += 1;
      return globalThis.fetch(...args);
    };
    const metrics = connect('/late', { timeoutMs: 50, fetch: counting });
    const questions = Array.from({ length: 20 }, (_, n) => metrics.query(`vector(${n})`, null));
    const late = { known: false, why: 'Prometheus did not answer within 0.05 s' };
    const told = await Promise.all([...questions, metrics.query(working, null)]);
    expect(told).toEqual(told.map(() => late));
    expect(asked).toBe(2);
  });
}

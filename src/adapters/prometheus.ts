/** The Metrics port over Prometheus' HTTP API, which others answer too: https://prometheus.io/docs/prometheus/latest/querying/api/ */
import * as z from 'zod/mini';
import type { Metrics } from '../ports.ts';
import type { Reading, Samples } from '../types.ts';
import { type Answer, jsonOf, type RequestSeen, sender } from './http.ts';
import { slots } from './slots.ts';

export type PrometheusOptions = {
  /** Base address; it may have a path. */
  url: string;
  /** The bearer token, asked for with every request; null sends none. */
  token: () => string | null;
  /** See Metrics. */
  labels?: Record<string, string>;
  fetch?: typeof fetch;
  /** For one request, its body included. Milliseconds, 2000 by default: it only adds to what the cluster says. */
  timeoutMs?: number;
  onRequest?: (seen: RequestSeen) => void;
  /** Calls everything off. */
  signal?: AbortSignal;
};

/** Beside four to the cluster; Slack is not talked to meanwhile, and Workers have six connections in all. */
const maxInFlight = 2;
/** The queries aggregate to one sample. */
const mostBytes = 65_536;

const vector = z.object({
  status: z.literal('success'),
  data: z.object({
    resultType: z.literal('vector'),
    result: z.array(z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) })),
  }),
});

const no = (why: string) => ({ known: false, why }) as const;

/** Why an answer of this status is none; null for 200. */
function refusal(status: number): string | null {
  if (status === 200) return null;
  if (status === 401) return "Prometheus refused lastword's token (401)";
  if (status === 403) return 'Prometheus is forbidden to lastword (403)';
  if (status === 404) return 'there is no Prometheus at its address (404)';
  if (status >= 300 && status < 400)
    return `Prometheus sent lastword to another address, which is not followed (${status})`;
  if (status >= 500) return `Prometheus could not answer (${status})`;
  return `Prometheus did not take the question (${status})`;
}

/** The form of a query; without a time it is about now. */
const parameters = (query: string, time: string | number | null): string =>
  new URLSearchParams({ query, ...(time !== null && { time: String(time) }) }).toString();

function samplesIn(answer: Answer & { ok: true }): Reading<Samples> {
  const why = refusal(answer.status);
  if (why !== null) return no(why);
  if (!answer.whole) return no(answer.why);
  const json = jsonOf(answer.text);
  if (json === undefined) return no("Prometheus's answer was not JSON");
  const read = vector.safeParse(json);
  return read.success ? { known: true, value: read.data } : no("Prometheus's answer was not what Prometheus answers");
}

/**
 * Read-only access to one Prometheus. Nothing throws and nothing is retried: once it does not answer, nothing more is asked, so that
 * a dead one costs no batch more than one time-out. A `why` never holds anything of an answer's body or of the token.
 */
export function prometheusMetrics(options: PrometheusOptions): Metrics {
  const { url, token, labels = {}, timeoutMs = 2000, onRequest, signal } = options;
  const hush = new AbortController();
  let silent: string | null = null;
  const either = signal ? AbortSignal.any([signal, hush.signal]) : hush.signal;
  const heard = (seen: RequestSeen): void => {
    // Those that wait are told the same, and are not asked.
    silent ??= seen.why;
    if (seen.status === null) hush.abort();
    onRequest?.(seen);
  };
  const send = sender({
    who: 'Prometheus',
    fetch: options.fetch,
    timeoutMs,
    slots: slots(maxInFlight),
    signal: either,
    onRequest: heard,
  });
  const ask = (body: string): Promise<Answer> => {
    const bearer = token();
    const headers = {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      ...(bearer !== null && { authorization: `Bearer ${bearer}` }),
    };
    const address = `${url.replace(/\/+$/, '')}/api/v1/query`;
    return send({ kind: 'prometheus', url: address, method: 'POST', headers, body }, mostBytes);
  };
  return {
    labels,
    query: async (query, at) => {
      const answer = await ask(parameters(query, at));
      if (!answer.ok) return no(silent ?? answer.why);
      const read = samplesIn(answer);
      if (!read.known) return read;
      // Whoever asks again is to see what was seen: now was the moment that the sample names.
      const asked = parameters(query, at ?? read.value.data.result[0]?.value[0] ?? null);
      return { known: true, value: { path: `/api/v1/query?${asked}`, object: read.value } };
    },
  };
}

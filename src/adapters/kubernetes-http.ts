/** Sends one prepared request to a cluster and reads the answer as text: in time, within bounds, so many at once. */
import type { RequestContext } from '@kubernetes/client-node/dist/gen/http/http.js';

/** An answer of any status. `whole` is false when it broke off or was cut at its bound: then `text` is what came. */
export type Answer =
  { ok: true; status: number; text: string; whole: boolean; why: string } | { ok: false; why: string };

/** What one request came to: `status` is null when no answer came. `ms` are milliseconds. */
export type RequestSeen = { kind: string; status: number | null; ms: number };

export type Sender = (kind: string, context: RequestContext, maxBytes: number) => Promise<Answer>;

export type SenderOptions = {
  fetch: typeof fetch;
  timeoutMs: number;
  maxInFlight: number;
  onRequest?: ((seen: RequestSeen) => void) | undefined;
  signal?: AbortSignal | undefined;
  /** Told with each answer: its `Date` less our own clock, in milliseconds. */
  onClock?: ((ahead: number) => void) | undefined;
};

/** A sender that never throws; what went wrong is a sentence without anything of the answer or the token in it. */
export function sender(options: SenderOptions): Sender {
  const slots = limiter(options.maxInFlight);
  return (kind, context, maxBytes) =>
    slots(async () => {
      const startedAt = Date.now();
      const answer = await exchange(options, context, maxBytes);
      options.onRequest?.({ kind, status: answer.ok ? answer.status : null, ms: Date.now() - startedAt });
      return answer;
    });
}

async function exchange(options: SenderOptions, context: RequestContext, maxBytes: number): Promise<Answer> {
  const timeout = AbortSignal.timeout(options.timeoutMs);
  const signal = options.signal === undefined ? timeout : AbortSignal.any([timeout, options.signal]);
  const whyNot = (otherwise: string): string => {
    if (timeout.aborted) return `the cluster did not answer within ${options.timeoutMs / 1000} s`;
    return options.signal?.aborted === true ? 'the question to the cluster was called off' : otherwise;
  };
  try {
    // A redirect is not followed: the token is for this server only.
    const init = {
      method: context.getHttpMethod(),
      headers: context.getHeaders(),
      redirect: 'manual',
      signal,
    } as const;
    const response = await options.fetch(context.getUrl(), init);
    const date = Date.parse(response.headers.get('date') ?? '');
    if (!Number.isNaN(date)) options.onClock?.(date - Date.now());
    const { text, end } = await readText(response, maxBytes);
    const why = end === 'too-long' ? "the cluster's answer was too long" : whyNot("the cluster's answer broke off");
    return { ok: true, status: response.status, text, whole: end === 'whole', why };
  } catch {
    return { ok: false, why: whyNot('the cluster could not be reached') };
  }
}

/** At most `maxBytes` of a body. A body that breaks off gives what came of it. */
async function readText(
  response: Response,
  maxBytes: number,
): Promise<{ text: string; end: 'whole' | 'broken' | 'too-long' }> {
  const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = response.body?.getReader();
  if (reader === undefined) return { text: '', end: 'whole' };
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      bytes += part.value.length;
      text += decoder.decode(part.value, { stream: true });
      if (bytes <= maxBytes) continue;
      await reader.cancel();
      return { text, end: 'too-long' };
    }
  } catch {
    return { text, end: 'broken' };
  }
  return { text: text + decoder.decode(), end: 'whole' };
}

/** Runs at most `most` tasks at a time, the others in order of arrival. */
function limiter(most: number): <T>(task: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (task) => {
    // A slot is handed on, not given back: nobody can slip in between.
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}

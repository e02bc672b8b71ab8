/** Sends one prepared request and reads the answer as text: in time, within bounds, so many at once. */
import type { Slots } from './slots.ts';

/** Takes a text part by part, and resolves when it wants more. */
export type Take = (part: string) => Promise<void>;

/**
 * A request as it goes out; `kind` is what it is counted as. `take` is given the text of a 200 as it comes in: then it does not stand in
 * the answer.
 */
export type Question = {
  kind: string;
  url: string;
  method: string;
  headers: Record<string, string>;
  body?: string;
  take?: Take | undefined;
};

/**
 * An answer of any status. `whole` is false when it broke off or was cut at its bound: then `text` is what came. `bytes`: as they came, of
 * which text that is not UTF-8 makes more. `lost`: how the connection ended before the answer did. `retryAfterMs`: when the server wants to be asked again.
 */
export type Answer = { why: string; lost: 'failed' | 'called-off' | null } & (
  { ok: true; status: number; text: string; bytes: number; whole: boolean; retryAfterMs: number | null } | { ok: false }
);

/** What one request came to: `status` is null when no answer came, and `why` says why not. `ms` are milliseconds. */
export type RequestSeen = { kind: string; status: number | null; ms: number; why: string | null };

export type Sender = (question: Question, maxBytes: number) => Promise<Answer>;

export type SenderOptions = {
  /** Who is asked, as the sentences name it: `the cluster`. */
  who: string;
  fetch?: typeof fetch | undefined;
  timeoutMs: number;
  slots: Slots;
  onRequest?: ((seen: RequestSeen) => void) | undefined;
  signal?: AbortSignal | undefined;
  /** Told with each answer: its `Date` less our own clock, in milliseconds. */
  onClock?: ((ahead: number) => void) | undefined;
};

/** A sender that never throws; what went wrong is a sentence without anything of the answer or the token in it. */
export function sender(options: SenderOptions): Sender {
  return async (question, maxBytes) =>
    // What was called off while it waited is not sent, and not counted.
    (await options.slots(() => timed(options, question, maxBytes), options.signal)) ?? notSent(calledOff(options.who));
}

/** No answer, for nothing was asked. */
export const notSent = (why: string): Answer => ({ ok: false, why, lost: 'called-off' });

/** It can answer, and does not now. */
export const isBusy = (status: number): boolean => status === 429 || status >= 500;

export const calledOff = (who: string): string => `the question to ${who} was called off`;

/** Sends one request, and says what it came to. */
export async function timed(
  options: Omit<SenderOptions, 'slots'>,
  question: Question,
  maxBytes: number,
): Promise<Answer & { ms: number }> {
  // Called as a method of another object, workerd's fetch throws "Illegal invocation".
  const ask = options.fetch ?? ((...args) => globalThis.fetch(...args));
  const startedAt = Date.now();
  const answer = await exchange({ ...options, fetch: ask }, question, maxBytes);
  const ms = Date.now() - startedAt;
  const [status, why] = answer.ok ? [answer.status, null] : [null, answer.why];
  options.onRequest?.({ kind: question.kind, status, ms, why });
  return { ...answer, ms };
}

async function exchange(
  options: Omit<SenderOptions, 'slots'> & { fetch: typeof fetch },
  { url, method, headers, body, take }: Question,
  maxBytes: number,
): Promise<Answer> {
  const { who } = options;
  const timeout = AbortSignal.timeout(options.timeoutMs);
  const signal = options.signal === undefined ? timeout : AbortSignal.any([timeout, options.signal]);
  const lost = (otherwise: string): Pick<Answer, 'why' | 'lost'> => {
    if (timeout.aborted) return { why: `${who} did not answer within ${options.timeoutMs / 1000} s`, lost: 'failed' };
    if (options.signal?.aborted === true) return { why: calledOff(who), lost: 'called-off' };
    return { why: otherwise, lost: 'failed' };
  };
  try {
    // A redirect is not followed: the token is for this server only.
    const init = { method, headers, redirect: 'manual', signal, ...(body !== undefined && { body }) } as const;
    const response = await options.fetch(url, init);
    const date = Date.parse(response.headers.get('date') ?? '');
    if (!Number.isNaN(date)) options.onClock?.(date - Date.now());
    const { text, bytes, end } = await readText(response, maxBytes, response.status === 200 ? take : undefined);
    const how =
      end === 'broken' ? lost(`${who}'s answer broke off`) : { why: `${who}'s answer was too long`, lost: null };
    return {
      ok: true,
      status: response.status,
      text,
      bytes,
      whole: end === 'whole',
      retryAfterMs: retryAfter(response),
      ...how,
    };
  } catch {
    return { ok: false, ...lost(`${who} could not be reached`) };
  }
}

/** Only whole seconds, as Kubernetes gives them: https://kubernetes.io/docs/concepts/cluster-administration/flow-control/ */
function retryAfter({ headers }: Response): number | null {
  const seconds = headers.get('retry-after');
  return seconds !== null && /^\d{1,6}$/.test(seconds) ? Number(seconds) * 1000 : null;
}

/** Read at once: a body that is left to itself comes in parts of 4 KB, each with work of its own. Bytes. */
const partBytes = 32 * 1024;

/** At most `maxBytes` of a body. A body that breaks off gives what came of it. What `take` is given is not in the text. */
async function readText(
  response: Response,
  maxBytes: number,
  take: Take | undefined,
): Promise<{ text: string; bytes: number; end: 'whole' | 'broken' | 'too-long' }> {
  const reader = response.body?.getReader({ mode: 'byob' });
  if (reader === undefined) return { text: '', bytes: 0, end: 'whole' };
  const decoder = new TextDecoder();
  let text = '';
  const add = async (part: string): Promise<void> => (take ? take(part) : void (text += part));
  let [space, bytes] = [new Uint8Array(partBytes), 0];
  try {
    for (;;) {
      const { value, done } = await reader.read(space);
      if (done || value === undefined) break;
      bytes += value.length;
      await add(decoder.decode(value, { stream: true }));
      if (bytes > maxBytes) {
        await reader.cancel();
        return { text, bytes, end: 'too-long' };
      }
      // The same memory again: who reads gives it away.
      space = new Uint8Array(value.buffer);
    }
  } catch {
    return { text, bytes, end: 'broken' };
  }
  await add(decoder.decode());
  return { text, bytes, end: 'whole' };
}

/** The JSON in a text; undefined when it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

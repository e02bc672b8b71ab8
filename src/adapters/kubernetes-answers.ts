/** What an answer of the Kubernetes API means: the object in it, or one sentence on why there is none. */
import * as z from 'zod/mini';
import type { Change, Turns } from '../ports.ts';
import type { Reading, Unread } from '../types.ts';
import { type Answer, isBusy, jsonOf } from './http.ts';
import { pageReader, type PageReader } from './kubernetes-pages.ts';
import { sharing } from './kubernetes-shared.ts';
import { slim } from './kubernetes-slim.ts';

const object = z.looseObject({ metadata: z.looseObject({ name: z.string() }) });
/** Looked at and not copied: a list has thousands. */
const listed = z.custom<z.infer<typeof object>>(isNamed);
const list = z.object({
  metadata: z._default(z.object({ resourceVersion: z._default(z.string(), ''), continue: z.optional(z.string()) }), {
    resourceVersion: '',
  }),
  items: z.nullable(z.array(listed)),
});
const change = z.object({ type: z.enum(['ADDED', 'MODIFIED', 'DELETED']), object });
const failure = z.object({ type: z.literal('ERROR'), object: z.object({ code: z.optional(z.number()) }) });
const notFound = z.object({ kind: z.literal('Status'), apiVersion: z.literal('v1'), reason: z.literal('NotFound') });

export type Page = z.infer<typeof list>;

function isNamed(item: unknown): item is z.infer<typeof object> {
  const { metadata } = (item ?? {}) as { metadata?: { name?: unknown } | null };
  return typeof metadata?.name === 'string';
}

export function no(why: string): Unread {
  return { known: false, why };
}

/** No answer for now; another moment may bring one. */
export const notNow = (why: string): Unread => ({ known: false, why, passing: true });

/** An answer that broke off is asked for again; one that is too long is as long the next time. */
const notWhole = ({ why, lost }: Answer): Unread => (lost === null ? no(why) : notNow(why));

/**
 * Why an answer of this status is none; null for 200. `what` is a plural ("pods"), `expired` the sentence for 410.
 * Codes: https://kubernetes.io/docs/reference/using-api/api-concepts/#api-verbs and apimachinery's pkg/api/errors.
 */
export function refusal(status: number, what: string, expired: string): string | null {
  if (status === 200) return null;
  if (status === 401) return "the cluster refused lastword's token (401)";
  if (status === 403) return `${what} are forbidden to lastword (403)`;
  if (status === 404) return `the cluster does not know ${what} (404)`;
  if (status === 410) return `${expired} (410)`;
  if (status === 429) return 'the cluster is asking for fewer requests (429)';
  if (status >= 500) return `the cluster could not answer (${status})`;
  return `the cluster did not take the question (${status})`;
}

/**
 * True when the API itself says that there is no such object. A 404 alone may be an ingress's or another server's.
 * https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/
 */
export function isNotFound({ status, text }: Answer & { ok: true }): boolean {
  return status === 404 && notFound.safeParse(jsonOf(text)).success;
}

/** What an answer of this status is worth where it holds nothing; null for 200. */
function unreadFor(status: number, what: string, expired: string): Unread | null {
  const why = refusal(status, what, expired);
  return why === null ? null : isBusy(status) ? notNow(why) : no(why);
}

/** What `read` finds in an answer, or why it holds nothing. */
export function answered<T>(
  answer: Answer,
  what: string,
  expired: string,
  read: (answer: Answer & { ok: true }) => T,
): T | Unread {
  if (!answer.ok) return notNow(answer.why);
  return unreadFor(answer.status, what, expired) ?? read(answer);
}

/** Reads one page of a list, its objects without what is never read; in turns with what comes in. */
export function listReader(next: Turns['next']): PageReader {
  const shared = sharing();
  return pageReader((item) => (isNamed(item) ? shared(slim(item)) : item), next);
}

/** The page that a reader took from an answer. */
export const readPage = async (answer: Answer & { ok: true }, reader: PageReader): Promise<Reading<Page>> =>
  answer.whole ? shaped(await reader.page(), list) : notWhole(answer);

/** One object. */
export function readObject(answer: Answer & { ok: true }): Reading<z.infer<typeof object>> {
  return parsed(answer, object);
}

function parsed<T>(answer: Answer & { ok: true }, shape: z.ZodMiniType<T>): Reading<T> {
  return answer.whole ? shaped(jsonOf(answer.text), shape) : notWhole(answer);
}

function shaped<T>(json: unknown, shape: z.ZodMiniType<T>): Reading<T> {
  if (json === undefined) return no("the cluster's answer was not JSON");
  const result = shape.safeParse(json);
  return result.success
    ? { known: true, value: result.data }
    : no("the cluster's answer was not what Kubernetes answers");
}

/**
 * The changes in a watch's stream, one JSON object a line. A watch may end anywhere, so what comes before a line that was cut is
 * taken, and said to be cut; a stream that begins with such a line is no answer. Its errors are lines too: a 410 says that the history is
 * used up.
 */
export function readChanges(
  answer: Answer & { ok: true },
  expired: string,
): Reading<{ changes: Change[]; cut: boolean }> {
  const changes: Change[] = [];
  let cut = !answer.whole;
  const lines = answer.text.split('\n').filter((line) => line.trim() !== '');
  for (const [at, line] of lines.entries()) {
    const json = jsonOf(line);
    if (json === undefined) {
      cut = true;
      if (at > 0 && at === lines.length - 1) break;
      return answer.whole ? no("the cluster's answer was not JSON") : notWhole(answer);
    }
    const failed = failure.safeParse(json);
    if (failed.success) return unreadFor(failed.data.object.code ?? 500, 'pods', expired) ?? no('the watch failed');
    const seen = change.safeParse(json);
    // The API's word for it is JSON; its types are Kubernetes' own.
    if (seen.success) changes.push(seen.data as unknown as Change);
  }
  return changes.length === 0 && !answer.whole ? notWhole(answer) : { known: true, value: { changes, cut } };
}

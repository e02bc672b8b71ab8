/**
 * Slack as a Notifier. Slack has no idempotency key: a message carries its delivery's id as metadata, so that a post of
 * unknown outcome can be looked for before it is repeated.
 * https://docs.slack.dev/reference/methods/chat.postMessage, https://docs.slack.dev/messaging/message-metadata
 */
import { LogLevel, WebClient } from '@slack/web-api';
import * as z from 'zod/mini';
import type { Notifier } from '../ports.ts';
import type { Delivered, Message } from '../types.ts';
import { failed, failure } from './slack-errors.ts';

type Found = Awaited<ReturnType<Notifier['find']>>;

/** `api`: base address, by default Slack's. `timeoutMs`: per call, headers and body. */
export type SlackOptions = { token: string; api?: string; fetch?: typeof fetch; timeoutMs?: number };

const deliveryEvent = 'lastword_delivery';
const pageSize = 200;
/** The service's requests are bounded; 8,000 messages since the intent to post are no reconciliation any more. */
const maxPages = 40;
/** `sinceUnix` is our clock's, which may be ahead; a message's ts is Slack's. Ids are unique: looking further back costs pages, which are few. */
const clockSkewSeconds = 3600;

const posted = z.object({ channel: z.string(), ts: z.string() });
const page = z.object({
  messages: z.array(
    z.object({
      ts: z.string(),
      // Others' messages may carry anything here.
      metadata: z.catch(
        z.nullish(z.object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()) })),
        null,
      ),
    }),
  ),
  response_metadata: z.prefault(z.object({ next_cursor: z._default(z.string(), '') }), {}),
});

/**
 * Posts through the Web API with a bot token; nothing throws. A failure's `error` begins with Slack's code (`missing_scope`),
 * details follow after a colon. One call is one request: retrying is the deliver stage's.
 */
export function slackNotifier(options: SlackOptions): Notifier {
  const client = webClient(options);
  return {
    post: (channel, message, delivery, thread) =>
      say(client, 'chat.postMessage', {
        channel,
        ...contents(message),
        unfurl_links: false,
        unfurl_media: false,
        metadata: { event_type: deliveryEvent, event_payload: { delivery } },
        ...(thread && { thread_ts: thread.ts, ...(thread.broadcast && { reply_broadcast: true }) }),
      }),
    // Both lists are always sent: chat.update keeps the old attachments when there are none in the request.
    update: (channel, ts, message) => say(client, 'chat.update', { channel, ts, ...contents(message) }),
    find: (channel, delivery, sinceUnix, threadTs) => find(client, channel, delivery, sinceUnix, threadTs),
    check: () => check(client),
  };
}

/**
 * A client that calls once and answers at once: its defaults would retry ten times over half an hour, and post twice. The wrapper
 * keeps `fetch` bound to its global and replaces `redirect: 'error'`, which workerd refuses.
 */
function webClient({ token, api, timeoutMs = 5000, ...rest }: SlackOptions): WebClient {
  const send: typeof fetch = rest.fetch ?? ((input, init) => globalThis.fetch(input, init));
  return new WebClient(token, {
    ...(api === undefined ? {} : { slackApiUrl: api }),
    fetch: (url, init) => send(url, { ...init, redirect: 'manual' }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: timeoutMs,
    logger: silent,
  });
}

/** Everything that the client would print comes back as a Delivered; on the console it would be said twice. */
const nothing = (): void => undefined;
const silent = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  setName: nothing,
  getLevel: () => LogLevel.ERROR,
};

/** `parse: none`, because chat.update would otherwise link names and addresses that stand in the text. */
function contents({ text, blocks, attachments }: Message): Record<string, unknown> {
  return { text, blocks, attachments, parse: 'none' };
}

async function say(client: WebClient, method: string, request: Record<string, unknown>): Promise<Delivered> {
  try {
    const answer = posted.safeParse(await client.apiCall(method, request));
    return answer.success ? { ok: true, ...answer.data } : failed('unknown', 'unreadable_answer');
  } catch (error) {
    return failure(error);
  }
}

/** Slack names the token's scopes in the header x-oauth-scopes. https://docs.slack.dev/reference/methods/auth.test */
async function check(client: WebClient): ReturnType<Notifier['check']> {
  try {
    const { response_metadata: metadata } = await client.apiCall('auth.test');
    return { ok: true, scopes: metadata?.scopes ?? null };
  } catch (error) {
    return failure(error);
  }
}

/** Thread replies are not in a channel's history. Metadata comes only when asked for. */
async function find(
  client: WebClient,
  channel: string,
  delivery: string,
  sinceUnix: number,
  threadTs: string | null,
): Promise<Found> {
  const method = threadTs === null ? 'conversations.history' : 'conversations.replies';
  const oldest = String(Math.max(0, Math.floor(sinceUnix) - clockSkewSeconds));
  const request = {
    channel,
    oldest,
    limit: pageSize,
    include_all_metadata: true,
    ...(threadTs === null ? {} : { ts: threadTs }),
  };
  let cursor = '';
  try {
    for (let read = 0; read < maxPages; read++) {
      const answer = page.safeParse(await client.apiCall(method, cursor === '' ? request : { ...request, cursor }));
      if (!answer.success) return failed('unknown', 'unreadable_answer');
      const own = answer.data.messages.find(
        (m) => m.metadata?.event_type === deliveryEvent && m.metadata.event_payload['delivery'] === delivery,
      );
      cursor = answer.data.response_metadata.next_cursor;
      if (own !== undefined || cursor === '') return { ok: true, ts: own?.ts ?? null };
    }
    return failed('wait', 'too_many_messages_to_search');
  } catch (error) {
    return failure(error);
  }
}

/**
 * A Slack that answers at once and takes one call a second and channel, whatever the method; what comes sooner gets 429. It takes
 * bot calls and incoming webhooks, and keeps what the channel shows. The tests' Slack is truer and too slow for a measurement.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as bodyText } from 'node:stream/consumers';

type Fields = Record<string, unknown>;
type Shown = { ts: string; thread: string | null; fields: Fields; text: string };

export type StormSlack = {
  /** Of the Web API, and of an incoming webhook. */
  url: string;
  webhook: string;
  channel: string;
  /** Calls that were taken and calls that were refused for their pace. */
  calls: () => { taken: number; refused: number };
  /** All that a reader of the channel and its threads finds, one text a message. */
  texts: () => string[];
  close: () => Promise<void>;
};

const channel = 'C0STORM001';
const paceMs = 1_000;

/** Every text in a message, whatever block it stands in, as a reader sees it: Slack's three escapes undone. */
function allText(value: unknown): string {
  if (typeof value === 'string') return value.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  if (Array.isArray(value)) return value.map(allText).join('\n');
  return typeof value === 'object' && value !== null ? allText(Object.values(value)) : '';
}

/** A call's arguments: a form with JSON in some of its fields, or JSON. */
function fieldsOf(body: string): Fields {
  if (body.startsWith('{')) return JSON.parse(body) as Fields;
  return Object.fromEntries(
    [...new URLSearchParams(body)].map(([key, value]) => [
      key,
      ['blocks', 'attachments', 'metadata'].includes(key) ? (JSON.parse(value) as unknown) : value,
    ]),
  );
}

const readable = ({ text, blocks, attachments }: Fields): string => allText([text, blocks, attachments]);

/** Does what a method says to the messages; answers as Slack does. */
function handle(messages: Map<string, Shown>, method: string, fields: Fields, ts: string): Fields {
  if (method === 'auth.test') return { ok: true };
  if (method.startsWith('conversations.')) {
    const found = [...messages.values()].map((m) => ({ ...m.fields, ts: m.ts, thread_ts: m.thread ?? undefined }));
    const of = method === 'conversations.replies' ? found.filter((m) => m.thread_ts === fields['ts']) : found;
    return { ok: true, messages: of.toReversed(), response_metadata: { next_cursor: '' } };
  }
  if (method === 'chat.update') {
    const old = messages.get(String(fields['ts']));
    if (!old) return { ok: false, error: 'message_not_found' };
    messages.set(old.ts, { ...old, fields: { ...old.fields, ...fields }, text: readable(fields) });
    return { ok: true, channel, ts: old.ts };
  }
  const thread = typeof fields['thread_ts'] === 'string' ? fields['thread_ts'] : null;
  messages.set(ts, { ts, thread, fields, text: readable(fields) });
  return { ok: true, channel, ts };
}

function send(response: ServerResponse, status: number, body: Fields | string): void {
  const headers = status === 429 ? { 'retry-after': '1' } : {};
  const isText = typeof body === 'string';
  response.writeHead(status, { 'content-type': isText ? 'text/plain' : 'application/json', ...headers });
  response.end(isText ? body : JSON.stringify(body));
}

/** Starts one. `onText` is told of each text that is new in the channel, when it stands there; `now`, in milliseconds, paces. */
export async function startStormSlack(
  onText: (text: string) => void,
  now: () => number = () => performance.now(),
): Promise<StormSlack> {
  const messages = new Map<string, Shown>();
  let [last, taken, refused] = [-Infinity, 0, 0];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const fields = fieldsOf(await bodyText(request));
    const at = now();
    if (at - last < paceMs) {
      refused++;
      return send(response, 429, { ok: false, error: 'ratelimited' });
    }
    [last, taken] = [at, taken + 1];
    const hook = request.url?.startsWith('/services/') === true;
    const method = hook ? 'chat.postMessage' : (request.url ?? '').replace(/^\/api\//, '');
    const result = handle(
      messages,
      method,
      fields,
      `${Math.floor(Date.now() / 1000)}.${String(taken).padStart(6, '0')}`,
    );
    send(response, 200, hook ? 'ok' : result);
    if (method.startsWith('chat.')) onText(readable(fields));
  };
  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `${base}/api/`,
    webhook: `${base}/services/T0/B0/storm`,
    channel,
    calls: () => ({ taken, refused }),
    texts: () => [...messages.values()].map(({ text }) => text),
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

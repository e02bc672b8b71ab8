/**
 * A Slack for tests: the emulator (`emulate`, which keeps text, blocks, attachments, metadata and threads) behind a proxy with
 * what it lacks: Slack's limits, `oldest`, pages of replies, refusing unknown tokens, hiding metadata, and faults on demand.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { createEmulator } from 'emulate';
import type { Json, Message } from '../../src/types.ts';
import { type Fault, type Faults, faultPlan } from './slack-faults.ts';
import { channelIdOf, everything, page, type SlackMessage } from './slack-history.ts';
import { refusal } from './slack-limits.ts';

/** A call as it came in; lists and objects are decoded. */
export type Call = { method: string; body: Record<string, Json> };
/** A message as the channel shows it now. `delivery`: the id in its metadata. */
export type ShownMessage = Message & { ts: string; thread_ts: string | null; delivery: string | null; edited: boolean };
export type Slack = {
  /** Ends in /api/. */
  url: string;
  token: string;
  /** One that may post and edit, and not look for what it posted. */
  writeOnlyToken: string;
  /** The id of the one channel that lastword may post to, and its name. */
  channel: string;
  channelName: string;
  /** Every call so far, in order of arrival, failed ones too. */
  calls(): Call[];
  /** What the channel and its threads show, oldest first. */
  messages(): Promise<ShownMessage[]>;
  /** Resolves when every call has taken effect that takes it later than its answer. */
  settled(): Promise<void>;
  /** The next calls that the fault meets fail so (one unless told). */
  failNext(fault: Fault, times?: number): void;
  setFaults(faults: Partial<Faults>): void;
  close(): Promise<void>;
};

const token = 'xoxb-test-lastword';
const writeOnlyToken = 'xoxb-test-write-only';
const channelName = 'alerts';
/** What each token may do. */
const scopes: Record<string, string[]> = {
  [token]: ['chat:write', 'channels:read', 'channels:history'],
  [writeOnlyToken]: ['chat:write'],
};

/** Starts one with an empty channel on free loopback ports. `now`, in milliseconds, paces. */
export async function startSlack(now: () => number = Date.now): Promise<Slack> {
  const seed = {
    tokens: { [token]: { login: 'lastword', scopes: scopes[token] } },
    slack: { users: [{ name: 'lastword' }], channels: [{ name: channelName }], strict_scopes: true },
  };
  const emulator = await createEmulator({ service: 'slack', port: 0, hostname: '127.0.0.1', seed });
  const forward = forwarder(`${emulator.url}/api/`);
  const plan = faultPlan(now);
  const calls: Call[] = [];
  const late = lateCalls();
  const answer = async (request: IncomingMessage, response: ServerResponse, call: Call): Promise<void> => {
    const fault = plan.next(call);
    const granted = scopes[(request.headers.authorization ?? '').replace(/^Bearer /, '')];
    const effect = () => handle(granted, call, forward, plan.pageAtMost());
    if (fault?.publishAfterMs !== undefined) late.in(fault.publishAfterMs, effect);
    if (fault !== null && fault.publish !== true) return misbehave(response, fault);
    const result = await effect();
    // As Slack does with every answer to a token that it knows.
    const headers: Record<string, string> = granted ? { 'x-oauth-scopes': granted.join(',') } : {};
    return fault === null ? send(response, 200, result, headers) : misbehave(response, fault);
  };
  const server = createServer((request, response) => {
    void readCall(request).then((call) => {
      calls.push(call);
      return answer(request, response, call);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const channel = await channelIdOf(forward, channelName);
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/api/`,
    token,
    writeOnlyToken,
    channel,
    channelName,
    calls: () => [...calls],
    messages: async () => (await everything(forward, channel)).map(shown),
    settled: () => late.settled(),
    failNext: (fault, times = 1) => plan.add(fault, times),
    setFaults: (faults) => plan.set(faults),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await late.settled();
      await emulator.close();
    },
  };
}

/** Calls that take effect after their answer, or after the want of one. */
function lateCalls(): { in(ms: number, effect: () => Promise<unknown>): void; settled(): Promise<void> } {
  const pending = new Set<Promise<unknown>>();
  return {
    in: (ms, effect) => {
      const done: Promise<unknown> = wait(ms)
        .then(effect)
        .finally(() => pending.delete(done));
      pending.add(done);
    },
    settled: async () => void (await Promise.all(pending)),
  };
}

/** Asks the emulator. */
export type Forward = (call: Call) => Promise<Record<string, Json>>;

function forwarder(base: string): Forward {
  return async ({ method, body }) => {
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
    const response = await fetch(base + method, { method: 'POST', headers, body: JSON.stringify(body) });
    return (await response.json()) as Record<string, Json>;
  };
}

/** What Slack answers when nothing goes wrong on the way. */
async function handle(
  granted: string[] | undefined,
  call: Call,
  forward: Forward,
  pageAtMost: number,
): Promise<Record<string, Json>> {
  if (granted === undefined) return { ok: false, error: 'invalid_auth' };
  if (call.method === 'conversations.history' || call.method === 'conversations.replies') {
    const needed = 'channels:history';
    return granted.includes(needed)
      ? page(call, forward, pageAtMost)
      : { ok: false, error: 'missing_scope', needed, provided: granted.join(',') };
  }
  const refused = refusal(call.body);
  if (refused !== null) return { ok: false, error: refused.error, response_metadata: { messages: refused.messages } };
  return forward(call);
}

/** The Web API takes forms; these arguments are JSON text in them. */
const encoded = new Set(['blocks', 'attachments', 'metadata']);

async function readCall(request: IncomingMessage): Promise<Call> {
  const form = [...new URLSearchParams(await text(request))];
  const body = form.map(([key, value]): [string, Json] => [
    key,
    encoded.has(key) ? (JSON.parse(value) as Json) : value,
  ]);
  return { method: (request.url ?? '').replace(/^\/api\//, ''), body: Object.fromEntries(body) };
}

function misbehave(response: ServerResponse, fault: Fault): void {
  if (fault.kind === 'error')
    return send(response, 200, {
      ok: false,
      error: fault.error,
      ...(fault.needed === undefined ? {} : { needed: fault.needed }),
    });
  if (fault.kind === 'rate-limited')
    return send(response, 429, { ok: false, error: 'ratelimited' }, { 'Retry-After': String(fault.retryAfterSeconds) });
  if (fault.kind === 'status') return send(response, fault.status, 'upstream trouble');
  if (fault.kind === 'garbled') return send(response, 200, '<html>Please sign in</html>');
  if (fault.kind === 'cut') response.socket?.destroy();
}

function send(response: ServerResponse, status: number, body: Json, headers: Record<string, string> = {}): void {
  response.writeHead(status, {
    'Content-Type': typeof body === 'string' ? 'text/html' : 'application/json',
    ...headers,
  });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

function shown(message: SlackMessage): ShownMessage {
  const { ts, text: said, blocks, attachments, thread_ts = null, metadata } = message;
  return {
    ts,
    thread_ts,
    text: said,
    blocks,
    attachments,
    delivery: metadata?.event_payload.delivery ?? null,
    edited: message.edited !== undefined,
  };
}

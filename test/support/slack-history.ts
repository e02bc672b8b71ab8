/** Reading channels as Slack does it: the emulator knows neither `oldest`, nor pages of replies, nor hidden metadata. */
import type { Json, Message } from '../../src/types.ts';
import type { Call, Forward } from './slack.ts';

/** A message as the emulator gives it. */
export type SlackMessage = Message & {
  ts: string;
  thread_ts?: string;
  reply_count?: number;
  edited?: Json;
  metadata?: { event_type: string; event_payload: { delivery?: string } };
};

/** Slack's id of a channel. */
export async function channelIdOf(forward: Forward, name: string): Promise<string> {
  const { channels } = (await forward({ method: 'conversations.list', body: {} })) as unknown as {
    channels: { id: string; name: string }[];
  };
  const found = channels.find((c) => c.name === name);
  if (found === undefined) throw new Error('the emulator has no such channel');
  return found.id;
}

/** All that a channel shows, threads too, oldest first. */
export async function everything(forward: Forward, channel: string): Promise<SlackMessage[]> {
  const roots = await whole(forward, { method: 'conversations.history', body: { channel } });
  const threads = roots
    .filter((m) => (m.reply_count ?? 0) > 0)
    .map((m) => whole(forward, { method: 'conversations.replies', body: { channel, ts: m.ts } }));
  const byTs = new Map([...roots, ...(await Promise.all(threads)).flat()].map((m) => [m.ts, m]));
  return [...byTs.values()].sort((a, b) => (a.ts < b.ts ? -1 : 1));
}

/** One page of conversations.history or .replies. `atMost` caps what the caller's `limit` asks for. */
export async function page(call: Call, forward: Forward, atMost: number): Promise<Record<string, Json>> {
  const {
    oldest = '0',
    limit = '100',
    cursor = '0',
    include_all_metadata: withMetadata = 'false',
    ...rest
  } = call.body;
  const first = await forward({ method: call.method, body: rest });
  if (first['ok'] !== true) return first;
  const parent = rest['ts'];
  const all = await whole(forward, { method: call.method, body: rest });
  const wanted = all.filter((m) => Number(m.ts) > Number(oldest) || m.ts === parent);
  const end = Number(cursor) + Math.min(Number(limit), atMost);
  const messages = wanted.slice(Number(cursor), end).map((m) => (withMetadata === 'true' ? m : withoutMetadata(m)));
  const more = end < wanted.length;
  return {
    ok: true,
    messages: messages as unknown as Json,
    has_more: more,
    response_metadata: { next_cursor: more ? String(end) : '' },
  };
}

function withoutMetadata({ metadata: _hidden, ...message }: SlackMessage): SlackMessage {
  return message;
}

/** Every page of what the emulator has. */
async function whole(forward: Forward, { method, body }: Call): Promise<SlackMessage[]> {
  const messages: SlackMessage[] = [];
  for (let cursor = ''; ;) {
    const answer = (await forward({
      method,
      body: { ...body, limit: 1000, ...(cursor === '' ? {} : { cursor }) },
    })) as unknown as {
      messages: SlackMessage[];
      response_metadata?: { next_cursor?: string };
    };
    messages.push(...answer.messages);
    cursor = answer.response_metadata?.next_cursor ?? '';
    if (cursor === '') return messages;
  }
}

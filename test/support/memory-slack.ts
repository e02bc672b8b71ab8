/** A Slack in memory that keeps the Notifier's contract, and can lose its answers, publish late, be busy or refuse. */
import type { Notifier } from '../../src/ports.ts';
import type { Delivered, Message } from '../../src/types.ts';

/** What goes wrong with one call. `lost`: no answer comes; what was said appears so many milliseconds later, or never (null). */
export type SlackFault =
  | { kind: 'never' | 'plain' }
  | { kind: 'wait'; retryAfterSeconds: number | null }
  | { kind: 'lost'; appearsAfter: number | null };

/** A message as the channel shows it. */
export type Shown = { ts: string; thread: string | null; delivery: string; message: Message; at: number };

export type MemorySlack = {
  notifier: Notifier;
  /** What befalls the next calls, in this order. */
  faults: SlackFault[];
  /** What can be read by now, oldest first. */
  shown: () => Shown[];
  /** How often it refused for good. */
  refusals: () => number;
};

const errors = { never: 'channel_not_found', plain: 'invalid_blocks', wait: 'service_unavailable' } as const;

/** @param now milliseconds; `answerMs` a call takes, as `wait` waits it */
export function memorySlack(now: () => number, wait: (ms: number) => Promise<void>, answerMs = 80): MemorySlack {
  const messages: Shown[] = [];
  const faults: SlackFault[] = [];
  let [refusals, last] = [0, 0];
  const nextTs = (): string => `${Math.floor(now() / 1000)}.${String(++last).padStart(6, '0')}`;
  const shown = (): Shown[] => messages.filter(({ at }) => at <= now());

  /** What befalls a call; `message` null: it looks. Blocks are refused where there are some; a bot that may not look is docs/delivery.md's own case. */
  function befalls(message: Message | null): SlackFault | undefined {
    const kind = faults[0]?.kind;
    if (message === null && (kind === 'never' || kind === 'plain')) return undefined;
    const fault = faults.shift();
    return kind === 'plain' && message?.blocks.length === 0 ? undefined : fault;
  }

  /** One call: what it does happens, or not; an answer comes, or not. */
  async function call(message: Message | null, does: (at: number) => Delivered & { ok: true }): Promise<Delivered> {
    const fault = befalls(message);
    const failed = (kind: 'never' | 'plain' | 'wait' | 'unknown', error: string, retryAfterSeconds: number | null) =>
      ({ ok: false, kind, error, retryAfterSeconds }) as const;
    if (fault === undefined) {
      const done = does(now());
      await wait(answerMs);
      return done;
    }
    if (fault.kind === 'lost') {
      if (fault.appearsAfter !== null) does(now() + fault.appearsAfter);
      await wait(answerMs);
      return failed('unknown', 'fatal_error', null);
    }
    await wait(answerMs);
    if (fault.kind === 'never') refusals += 1;
    return failed(fault.kind, errors[fault.kind], fault.kind === 'wait' ? fault.retryAfterSeconds : null);
  }

  const notifier: Notifier = {
    post: (channel, message, delivery, thread) =>
      call(message, (at) => {
        const ts = nextTs();
        messages.push({ ts, thread: thread?.ts ?? null, delivery, message, at });
        return { ok: true, channel, ts };
      }),
    update: (channel, ts, message) =>
      call(message, () => {
        const known = messages.find((other) => other.ts === ts);
        if (!known) throw new Error(`there is no message ${ts} to edit`);
        known.message = message;
        return { ok: true, channel, ts };
      }),
    find: async (channel, delivery, sinceUnix, thread) => {
      let found: Shown | undefined;
      const look = await call(null, () => {
        const fits = (m: Shown) => m.delivery === delivery && m.thread === thread && m.at >= sinceUnix * 1000;
        found = shown().find(fits);
        return { ok: true, channel, ts: '' };
      });
      return look.ok ? { ok: true, ts: found?.ts ?? null } : look;
    },
    check: async () => {
      const answer = await call(null, () => ({ ok: true, channel: '', ts: '' }));
      return answer.ok ? { ok: true, scopes: ['chat:write', 'channels:history'] } : answer;
    },
  };
  return { notifier, faults, shown, refusals: () => refusals };
}

/** One attempt to say something, and what follows from its outcome: posted, tried again, or given up with the reason. */
import type { Notifier } from '../ports.ts';
import type { Delivered, Message } from '../types.ts';

/** What an attempt needs to know; times are milliseconds. */
export type Attempt = {
  delivery: string;
  kind: 'parent' | 'reply' | 'update';
  message: Message;
  createdAt: number;
  /** Where it may have been posted it was no earlier than then. */
  lookFrom: number;
  tries: number;
  plain: boolean;
  unsure: boolean;
  error: string | null;
  /** A reply is shown in the channel, too. */
  broadcast: boolean;
};

export type Outcome =
  | { state: 'posted'; channel: string; ts: string }
  | { state: 'dead'; error: string }
  | {
      state: 'waiting';
      dueAt: number;
      error: string;
      plain: boolean;
      unsure: boolean;
      /** Until then Slack wants no call at all, whatever it is about; null when it did not say. */
      quietUntil: number | null;
    };

/** After a day nobody waits for the message any more; some tries are made even when the clock jumps over it. */
const giveUpAfterMs = 24 * 3600 * 1000;
const fewestTries = 5;
/** A post whose outcome is unknown can still appear for a few seconds: before that nobody looks for it. Milliseconds. */
export const settleMs = 5_000;
const longestWaitMs = 5 * 60 * 1000;
/** Whatever Slack asks for, or a proxy in between: after that it is tried again. */
export const longestQuietMs = 3600 * 1000;

/** 1, 2, 4 … seconds, five minutes at most. */
const backOff = (tries: number): number => Math.min(longestWaitMs, 1000 * 2 ** Math.min(tries - 1, 20));

/** The message as text alone, for when Slack refuses its blocks. */
const plainly = (message: Message): Message => ({ text: message.text, blocks: [], attachments: [] });

/** Updates that Slack no longer takes are said in the thread instead. */
const cannotEdit = new Set(['edit_window_closed', 'cant_update_message', 'message_not_found']);

const codeOf = (error: string): string => error.split(':')[0] ?? '';

const tooOld = (a: Attempt, now: number): boolean => now - a.createdAt > giveUpAfterMs && a.tries >= fewestTries;
/** How long Slack asks to be left alone, milliseconds; null when it did not say. */
const asked = (retryAfterSeconds: number | null): number | null =>
  retryAfterSeconds === null ? null : Math.min(longestQuietMs, retryAfterSeconds * 1000);
function quiet(retryAfterSeconds: number | null, now: number): number | null {
  const ms = asked(retryAfterSeconds);
  return ms === null ? null : now + ms;
}
const givenUp = (error: string): Outcome => ({ state: 'dead', error: `given up after a day of tries: ${error}` });

/**
 * Looks for a post whose outcome nobody wrote down; null when it is certain that it must be posted. An update may have become a
 * reply (see `call`); the edit itself can be made again.
 */
async function reconcile(
  a: Attempt,
  notifier: Notifier,
  channel: string,
  parentTs: string | null,
  clock: () => number,
): Promise<Outcome | null> {
  if (!a.unsure) return null;
  const found = await notifier.find(
    channel,
    a.delivery,
    Math.floor(a.lookFrom / 1000),
    a.kind === 'parent' ? null : parentTs,
  );
  if (found.ok) return found.ts === null ? null : { state: 'posted', channel, ts: found.ts };
  // Looking is refused for good (no channels:history): said twice, perhaps, is better than perhaps never.
  if (found.kind === 'never') return null;
  const now = clock();
  if (tooOld(a, now)) return givenUp(found.error);
  return {
    state: 'waiting',
    dueAt: now + (asked(found.retryAfterSeconds) ?? backOff(a.tries)),
    error: found.error,
    plain: a.plain,
    unsure: true,
    quietUntil: quiet(found.retryAfterSeconds, now),
  };
}

async function call(a: Attempt, notifier: Notifier, channel: string, parentTs: string | null): Promise<Delivered> {
  const message = a.plain ? plainly(a.message) : a.message;
  const thread = a.kind === 'parent' || parentTs === null ? null : { ts: parentTs, broadcast: a.broadcast };
  if (a.kind !== 'update') return notifier.post(channel, message, a.delivery, thread);
  const updated = await notifier.update(channel, parentTs ?? '', message);
  if (updated.ok || !cannotEdit.has(codeOf(updated.error))) return updated;
  return notifier.post(channel, message, a.delivery, thread);
}

function judge(a: Attempt, said: Delivered, now: number): Outcome {
  if (said.ok) return { state: 'posted', channel: said.channel, ts: said.ts };
  const { kind, error, retryAfterSeconds } = said;
  if (kind === 'never' || (kind === 'plain' && a.plain)) return { state: 'dead', error };
  if (tooOld(a, now)) return givenUp(error);
  if (kind === 'plain') return { state: 'waiting', dueAt: now, error, plain: true, unsure: false, quietUntil: null };
  const wait = asked(retryAfterSeconds) ?? backOff(a.tries);
  return {
    state: 'waiting',
    dueAt: now + (kind === 'unknown' ? Math.max(settleMs, wait) : wait),
    error,
    plain: a.plain,
    unsure: kind === 'unknown',
    quietUntil: quiet(retryAfterSeconds, now),
  };
}

/**
 * Tries once. `parentTs` is the thread's (replies) or the message to edit (updates).
 * @param clock milliseconds; asked after the call, which may take seconds: from then on the next try is counted
 */
export async function deliver(
  a: Attempt,
  notifier: Notifier,
  channel: string,
  parentTs: string | null,
  clock: () => number,
): Promise<Outcome> {
  const reconciled = await reconcile(a, notifier, channel, parentTs, clock);
  if (reconciled) return reconciled;
  const said = await call(a, notifier, channel, parentTs);
  return judge(a, said, clock());
}

/** One question to Slack: what its token may do. And when that is worth asking again. */
import { type TokenVerdict, tokenVerdict } from '../facts/token-verdict.ts';
import type { Notifier } from '../ports.ts';
import type { Bot } from '../types.ts';

const minuteMs = 60_000;
/** A token that is well is believed for so long, also by the lives to come: one that restarts over and over asks once. */
export const longestMs = 24 * 60 * minuteMs;
/** Somebody who puts it right wants to see that it is. */
const afterTroubleMs = 10 * minuteMs;

/** When to ask again, while Slack does not say: after 1, 2, 4 … minutes, a day at most. @param tries made by now */
export const backOffMs = (tries: number): number => Math.min(longestMs, minuteMs * 2 ** Math.min(tries - 1, 20));

/** `againMs`: how long not to ask again. @param tries made by now, this one too, since Slack last answered */
export async function checkToken(
  notifier: Notifier,
  bot: Bot,
  tries: number,
): Promise<{ verdict: TokenVerdict; againMs: number }> {
  const answer = await notifier.check();
  const verdict = tokenVerdict(answer, bot);
  if (verdict.is === 'well') return { verdict, againMs: longestMs };
  if (verdict.is !== 'unclear') return { verdict, againMs: afterTroubleMs };
  const asked = answer.ok ? 0 : (answer.retryAfterSeconds ?? 0) * 1000;
  return { verdict, againMs: Math.max(backOffMs(tries), asked) };
}

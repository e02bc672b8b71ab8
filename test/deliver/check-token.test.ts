import { expect, it } from 'vitest';
import { backOffMs, checkToken } from '../../src/deliver/check-token.ts';
import type { Notifier } from '../../src/ports.ts';
import type { Granted, Refused } from '../../src/types.ts';

const minute = 60_000;
const bot = { mark: '1', tokenName: 'SLACK_BOT_TOKEN', api: 'https://slack.test/api/' };
const never = () => Promise.reject(new Error('only the token is asked about'));
const asked = (answer: Granted | Refused, tries = 1) => {
  const notifier: Notifier = { post: never, update: never, find: never, check: () => Promise.resolve(answer) };
  return checkToken(notifier, bot, tries);
};
const busy = (retryAfterSeconds: number | null): Refused => ({
  ok: false,
  kind: 'wait',
  error: 'ratelimited',
  retryAfterSeconds,
});

it('a token that is well is not asked about for a day, one that is not for ten minutes', async () => {
  const [well, bad] = [await asked({ ok: true, scopes: null }), await asked({ ok: true, scopes: [] })];
  expect([well.againMs, bad.againMs]).toEqual([1440 * minute, 10 * minute]);
});

it('a Slack that does not say is asked less and less often, down to once a day', async () => {
  const waits = [1, 2, 3, 4, 11, 12, 1000].map((tries) => backOffMs(tries) / minute);
  expect(waits).toEqual([1, 2, 4, 8, 1024, 1440, 1440]);
  expect((await asked(busy(null), 3)).againMs).toBe(4 * minute);
});

it('a Slack that says when is not asked before', async () => {
  expect((await asked(busy(30))).againMs).toBe(minute);
  expect((await asked(busy(300))).againMs).toBe(5 * minute);
});

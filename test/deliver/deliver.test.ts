import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { slackNotifier } from '../../src/adapters/slack.ts';
import { type Attempt, deliver, type Outcome } from '../../src/deliver/deliver.ts';
import type { Notifier } from '../../src/ports.ts';
import type { Delivered } from '../../src/types.ts';
import { message } from '../support/incidents.ts';
import type { Fault } from '../support/slack-faults.ts';
import { type Slack, startSlack } from '../support/slack.ts';

const now = Date.UTC(2026, 10, 22, 20);
const clock = () => now;
const hour = 3_600_000;
const attempt = (changes: Partial<Attempt> = {}): Attempt => ({
  delivery: 'd-1',
  kind: 'parent',
  message: message('shop/web ran out of memory'),
  createdAt: now,
  lookFrom: changes.createdAt ?? now,
  tries: 1,
  plain: false,
  unsure: false,
  error: null,
  broadcast: false,
  ...changes,
});
/** The attempt that follows an outcome, as the outbox makes it. */
function after(outcome: Outcome, a: Attempt): Attempt {
  if (outcome.state !== 'waiting') throw new Error(`is ${outcome.state}`);
  return { ...a, tries: a.tries + 1, plain: outcome.plain, unsure: outcome.unsure, error: outcome.error };
}

/** A Notifier that answers as told, and what it was asked. */
function scripted(answers: { [K in keyof Notifier]?: Awaited<ReturnType<Notifier[K]>>[] }) {
  const asked: unknown[][] = [];
  const next = <K extends keyof Notifier>(verb: K, args: unknown[]) => {
    asked.push([verb, ...args]);
    const answer = answers[verb]?.shift();
    if (answer === undefined) throw new Error(`nobody expected ${verb}`);
    return Promise.resolve(answer as Awaited<ReturnType<Notifier[K]>>);
  };
  const notifier: Notifier = {
    post: (...args) => next('post', args),
    update: (...args) => next('update', args),
    find: (...args) => next('find', args),
    check: (...args) => next('check', args),
  };
  return { notifier, asked, verbs: () => asked.map(([verb]) => verb) };
}
const failed = (kind: 'never' | 'wait' | 'plain' | 'unknown', error: string, retryAfterSeconds: number | null = null) =>
  ({ ok: false, kind, error, retryAfterSeconds }) satisfies Delivered;
const ok = { ok: true, channel: 'C1', ts: '2.0' } satisfies Delivered;

describe('what follows from an answer', () => {
  it.each<[string, Partial<Attempt>, Delivered, Outcome]>([
    ['posted', {}, ok, { state: 'posted', channel: 'C1', ts: '2.0' }],
    [
      'never: dead, with Slack’s reason',
      {},
      failed('never', 'not_in_channel'),
      { state: 'dead', error: 'not_in_channel' },
    ],
    [
      'wait with Retry-After: at that time',
      {},
      failed('wait', 'ratelimited', 30),
      {
        state: 'waiting',
        dueAt: now + 30_000,
        error: 'ratelimited',
        plain: false,
        unsure: false,
        quietUntil: now + 30_000,
      },
    ],
    [
      'wait without: after 1 s',
      {},
      failed('wait', 'service_unavailable'),
      {
        state: 'waiting',
        dueAt: now + 1000,
        error: 'service_unavailable',
        plain: false,
        unsure: false,
        quietUntil: null,
      },
    ],
    [
      'the fourth time: after 8 s',
      { tries: 4 },
      failed('wait', 'service_unavailable'),
      {
        state: 'waiting',
        dueAt: now + 8000,
        error: 'service_unavailable',
        plain: false,
        unsure: false,
        quietUntil: null,
      },
    ],
    [
      'the hundredth time: after five minutes, as plain as before',
      { tries: 100, plain: true },
      failed('wait', 'service_unavailable'),
      {
        state: 'waiting',
        dueAt: now + 300_000,
        error: 'service_unavailable',
        plain: true,
        unsure: false,
        quietUntil: null,
      },
    ],
    [
      'plain: at once, as text',
      {},
      failed('plain', 'invalid_blocks'),
      { state: 'waiting', dueAt: now, error: 'invalid_blocks', plain: true, unsure: false, quietUntil: null },
    ],
    [
      'plain, of a text: dead',
      { plain: true },
      failed('plain', 'msg_too_long'),
      { state: 'dead', error: 'msg_too_long' },
    ],
    [
      'unknown: not before it can have appeared',
      {},
      failed('unknown', 'fatal_error'),
      { state: 'waiting', dueAt: now + 5000, error: 'fatal_error', plain: false, unsure: true, quietUntil: null },
    ],
    [
      'wait, after a day: given up',
      { createdAt: now - 25 * hour, tries: 5 },
      failed('wait', 'ratelimited', 1),
      { state: 'dead', error: 'given up after a day of tries: ratelimited' },
    ],
    [
      'wait, after a day in which it was hardly tried: not given up',
      { createdAt: now - 25 * hour, tries: 4 },
      failed('wait', 'service_unavailable'),
      {
        state: 'waiting',
        dueAt: now + 8000,
        error: 'service_unavailable',
        plain: false,
        unsure: false,
        quietUntil: null,
      },
    ],
    [
      'wait, within the day: not given up',
      { createdAt: now - 24 * hour, tries: 5 },
      failed('wait', 'ratelimited', 1),
      {
        state: 'waiting',
        dueAt: now + 1000,
        error: 'ratelimited',
        plain: false,
        unsure: false,
        quietUntil: now + 1000,
      },
    ],
  ])('%s', async (_name, changes, answer, outcome) => {
    const { notifier, verbs } = scripted({ post: [answer] });
    expect(await deliver(attempt(changes), notifier, 'C1', null, clock)).toEqual(outcome);
    expect(verbs()).toEqual(['post']);
  });

  it('a Retry-After of ten years is an hour: after that it is tried again', async () => {
    const { notifier } = scripted({ post: [failed('wait', 'ratelimited', 10 * 365 * 86_400)] });
    const hour = now + 3_600_000;
    expect(await deliver(attempt(), notifier, 'C1', null, clock)).toMatchObject({ dueAt: hour, quietUntil: hour });
  });

  it('an unknown outcome with Retry-After: Slack wants no call until then', async () => {
    const { notifier } = scripted({ post: [failed('unknown', 'service_unavailable', 2)] });
    expect(await deliver(attempt(), notifier, 'C1', null, clock)).toMatchObject({
      dueAt: now + 5000,
      quietUntil: now + 2000,
    });
  });

  it.each([
    ['a time-out', {}, { post: [failed('unknown', 'request_failed')] }, { dueAt: now + 10_000 }],
    ['a 429', {}, { post: [failed('wait', 'ratelimited', 30)] }, { dueAt: now + 35_000, quietUntil: now + 35_000 }],
    [
      'a 429 to the look for it',
      { unsure: true },
      { find: [failed('wait', 'ratelimited', 30)] },
      { dueAt: now + 35_000, quietUntil: now + 35_000 },
    ],
  ])('%s that took five seconds to come: it is waited from then on', async (_name, changes, answers, outcome) => {
    const { notifier, asked } = scripted(answers);
    const after = () => now + asked.length * 5_000;
    expect(await deliver(attempt(changes), notifier, 'C1', null, after)).toMatchObject(outcome);
  });

  it('never two calls that post, whatever the answer', async () => {
    for (const kind of ['never', 'wait', 'plain', 'unknown'] as const) {
      const { notifier, verbs } = scripted({ post: [failed(kind, 'x')] });
      await deliver(attempt(), notifier, 'C1', null, clock);
      expect(verbs()).toEqual(['post']);
    }
  });
});

describe('where a message goes', () => {
  it.each<[string, Partial<Attempt>, thread: { ts: string; broadcast: boolean } | null]>([
    ['a parent into the channel', { kind: 'parent' }, null],
    ['a reply into its thread', { kind: 'reply' }, { ts: '1.0', broadcast: false }],
    [
      'news that is worse into its thread and the channel',
      { kind: 'reply', broadcast: true },
      { ts: '1.0', broadcast: true },
    ],
  ])('%s', async (_name, changes, thread) => {
    const { notifier, asked } = scripted({ post: [ok] });
    await deliver(attempt(changes), notifier, 'C1', '1.0', clock);
    expect(asked).toEqual([['post', 'C1', attempt().message, 'd-1', thread]]);
  });
});

describe('a delivery that may have been posted', () => {
  const unsure = attempt({ unsure: true, createdAt: now - 90_500, tries: 2 });

  it.each<[string, Partial<Attempt>, string | null]>([
    ['a parent in the channel', {}, null],
    ['a reply in its thread', { kind: 'reply' }, '1.0'],
    ['an update in its thread: it may have become a reply', { kind: 'update' }, '1.0'],
  ])('is looked for: %s', async (_name, changes, threadTs) => {
    const { notifier, asked } = scripted({ find: [{ ok: true, ts: '1.5' }] });
    const outcome = await deliver({ ...unsure, ...changes }, notifier, 'C1', '1.0', clock);
    expect(outcome).toEqual({ state: 'posted', channel: 'C1', ts: '1.5' });
    expect(asked).toEqual([['find', 'C1', 'd-1', Math.floor((now - 90_500) / 1000), threadTs]]);
  });

  it('and was a dead letter is looked for from its first life on', async () => {
    const { notifier, asked } = scripted({ find: [{ ok: true, ts: '1.5' }] });
    await deliver({ ...unsure, lookFrom: now - 30 * hour }, notifier, 'C1', null, clock);
    expect(asked).toEqual([['find', 'C1', 'd-1', (now - 30 * hour) / 1000, null]]);
  });

  it('is posted when looking is refused for good: perhaps twice is better than perhaps never', async () => {
    const { notifier, verbs } = scripted({ find: [failed('never', 'missing_scope')], post: [ok] });
    expect(await deliver(unsure, notifier, 'C1', null, clock)).toMatchObject({ state: 'posted', ts: '2.0' });
    expect(verbs()).toEqual(['find', 'post']);
  });

  it('is posted when it is not there', async () => {
    const { notifier, verbs } = scripted({ find: [{ ok: true, ts: null }], post: [ok] });
    expect(await deliver(unsure, notifier, 'C1', null, clock)).toMatchObject({ state: 'posted', ts: '2.0' });
    expect(verbs()).toEqual(['find', 'post']);
  });

  it.each<[string, Partial<Attempt>, Parameters<typeof failed>, Outcome]>([
    [
      'waits as long as Slack asks when it cannot look now',
      {},
      ['wait', 'ratelimited', 30],
      {
        state: 'waiting',
        dueAt: now + 30_000,
        error: 'ratelimited',
        plain: false,
        unsure: true,
        quietUntil: now + 30_000,
      },
    ],
    [
      'waits its turn when looking failed for no known reason',
      {},
      ['unknown', 'fatal_error'],
      { state: 'waiting', dueAt: now + 2000, error: 'fatal_error', plain: false, unsure: true, quietUntil: null },
    ],
    [
      'is given up after a day, too',
      { createdAt: now - 25 * hour, tries: 5 },
      ['wait', 'ratelimited', 1],
      { state: 'dead', error: 'given up after a day of tries: ratelimited' },
    ],
  ])('%s, and is not posted again', async (_name, changes, answer, outcome) => {
    const { notifier, verbs } = scripted({ find: [failed(...answer)] });
    expect(await deliver({ ...unsure, ...changes }, notifier, 'C1', null, clock)).toEqual(outcome);
    expect(verbs()).toEqual(['find']);
  });
});

describe('with Slack', () => {
  let slack: Slack;
  let notifier: Notifier;
  beforeEach(async () => {
    slack = await startSlack();
    notifier = slackNotifier({ token: slack.token, api: slack.url });
  });
  afterEach(() => slack.close());
  const go = (a: Attempt, threadTs: string | null = null, at = now) =>
    deliver(a, notifier, slack.channel, threadTs, () => at);
  const methods = () => slack.calls().map((call) => call.method);
  /** Posts the parent of a thread. */
  async function opened(): Promise<string> {
    const outcome = await go(attempt({ delivery: 'opened', createdAt: Date.now() }));
    if (outcome.state !== 'posted') throw new Error(outcome.state);
    return outcome.ts;
  }

  it('posts once, with its id', async () => {
    const outcome = await go(attempt());
    const shown = await slack.messages();
    expect(shown).toMatchObject([{ text: 'shop/web ran out of memory', delivery: 'd-1', thread_ts: null }]);
    expect(outcome).toEqual({ state: 'posted', channel: slack.channel, ts: shown[0]?.ts });
  });

  it('waits as long as a 429 asks, and then posts', async () => {
    slack.failNext({ kind: 'rate-limited', retryAfterSeconds: 7 });
    const first = await go(attempt());
    expect(first).toMatchObject({ state: 'waiting', dueAt: now + 7000, unsure: false });
    expect(await go(after(first, attempt()))).toMatchObject({ state: 'posted' });
    expect([methods(), (await slack.messages()).length]).toEqual([['chat.postMessage', 'chat.postMessage'], 1]);
  });

  it('says as text what it may not say in blocks', async () => {
    const a = attempt({
      message: { ...message('short'), blocks: Array.from({ length: 51 }, () => ({ type: 'divider' })) },
    });
    const first = await go(a);
    expect(first).toMatchObject({ state: 'waiting', dueAt: now, plain: true });
    expect(await go(after(first, a))).toMatchObject({ state: 'posted' });
    expect((await slack.messages()).map((m) => [m.text, m.blocks ?? [], m.delivery])).toEqual([['short', [], 'd-1']]);
  });

  it('is dead when the channel is not there', async () => {
    expect(await deliver(attempt(), notifier, 'C0000000', null, clock)).toEqual({
      state: 'dead',
      error: 'channel_not_found',
    });
  });

  it.each<[string, Fault]>([
    ['a cut connection', { kind: 'cut' }],
    ['a 502 from a proxy', { kind: 'status', status: 502 }],
    ['an unreadable answer', { kind: 'garbled' }],
    ['fatal_error', { kind: 'error', error: 'fatal_error' }],
  ])('after %s to a post that took effect, it is found and not posted again', async (_name, fault) => {
    const a = attempt({ createdAt: Date.now() });
    slack.failNext({ ...fault, publish: true });
    const first = await go(a);
    expect(first).toMatchObject({ state: 'waiting', unsure: true });
    const [shown] = await slack.messages();
    expect(await go(after(first, a))).toEqual({ state: 'posted', channel: slack.channel, ts: shown?.ts });
    expect([methods(), (await slack.messages()).length]).toEqual([['chat.postMessage', 'conversations.history'], 1]);
  });

  it('after a post that did not take effect, it is looked for and posted', async () => {
    const a = attempt({ createdAt: Date.now() });
    slack.failNext({ kind: 'status', status: 502 });
    const second = await go(after(await go(a), a));
    expect(second).toMatchObject({ state: 'posted' });
    expect(methods()).toEqual(['chat.postMessage', 'conversations.history', 'chat.postMessage']);
    expect(await slack.messages()).toHaveLength(1);
  });

  it('a reply of unknown outcome is found in its thread', async () => {
    const ts = await opened();
    const a = attempt({ kind: 'reply', delivery: 'd-2', createdAt: Date.now() });
    slack.failNext({ kind: 'cut', publish: true });
    expect(await go(after(await go(a, ts), a), ts)).toMatchObject({ state: 'posted' });
    expect(methods().at(-1)).toBe('conversations.replies');
    expect((await slack.messages()).map((m) => m.thread_ts)).toEqual([null, ts]);
  });

  it('an update edits the parent', async () => {
    const ts = await opened();
    const a = attempt({ kind: 'update', delivery: 'd-2', message: message('two pods now') });
    expect(await go(a, ts)).toEqual({ state: 'posted', channel: slack.channel, ts });
    expect((await slack.messages()).map((m) => [m.text, m.edited])).toEqual([['two pods now', true]]);
  });

  it.each(['edit_window_closed', 'cant_update_message', 'message_not_found'])(
    'an update that Slack refuses with %s is said in the thread',
    async (error) => {
      const ts = await opened();
      slack.failNext({ kind: 'error', error, method: 'chat.update' });
      const a = attempt({ kind: 'update', delivery: 'd-2', message: message('two pods now') });
      expect(await go(a, ts)).toMatchObject({ state: 'posted' });
      const shown = (await slack.messages()).map((m) => [m.text, m.thread_ts, m.delivery]);
      expect(shown[1]).toEqual(['two pods now', ts, 'd-2']);
    },
  );

  it('an update that became a reply of unknown outcome is not said twice', async () => {
    const ts = await opened();
    slack.failNext({ kind: 'error', error: 'edit_window_closed', method: 'chat.update' }, 2);
    slack.failNext({ kind: 'cut', publish: true, method: 'chat.postMessage' });
    const a = attempt({ kind: 'update', delivery: 'd-2', message: message('two pods now'), createdAt: Date.now() });
    expect(await go(after(await go(a, ts), a), ts)).toMatchObject({ state: 'posted' });
    expect(await slack.messages()).toHaveLength(2);
  });
});

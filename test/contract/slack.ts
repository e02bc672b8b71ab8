/** What a Notifier on Slack does beyond notifierContract; the same in Node and inside workerd. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Notifier } from '../../src/ports.ts';
import type { Message } from '../../src/types.ts';
import type { Fault } from '../support/slack-faults.ts';
import type { RemoteSlack } from '../support/slack-remote.ts';
import type { Slack } from '../support/slack.ts';
import { message, section } from './notifier.ts';
import { failures, refusals } from './slack-failures.ts';

/** What these tests work with; `slack` and `notifier` are new for each. */
export type OnSlack = {
  readonly slack: Slack | RemoteSlack;
  readonly notifier: Notifier;
  /** Makes another Notifier, pointed at a Slack. */
  make(options: { token: string; api: string; timeoutMs?: number }): Notifier;
  /** Posts `text` to the channel. */
  post(text: string, delivery: string, threadTs?: string | null): ReturnType<Notifier['post']>;
  /** Posts `text of <delivery>`, which must succeed, and answers its ts. */
  postedTs(delivery: string, threadTs?: string | null): Promise<string>;
};

/** `refused`: what a refused connection comes to; workerd cannot tell it from a cut one. */
export function slackContract(
  startSlack: () => Promise<Slack | RemoteSlack>,
  make: OnSlack['make'],
  refused: 'wait' | 'unknown',
): void {
  let slack: Slack | RemoteSlack;
  let notifier: Notifier;
  const on: OnSlack = {
    get slack() {
      return slack;
    },
    get notifier() {
      return notifier;
    },
    make,
    post: (text, delivery, threadTs = null) =>
      notifier.post(
        slack.channel,
        message(text),
        delivery,
        threadTs === null ? null : { ts: threadTs, broadcast: false },
      ),
    postedTs: async (delivery, threadTs = null) => {
      const answer = await on.post(`text of ${delivery}`, delivery, threadTs);
      if (!answer.ok) throw new Error(answer.error);
      return answer.ts;
    },
  };
  beforeEach(async () => {
    slack = await startSlack();
    notifier = make({ token: slack.token, api: slack.url });
  });
  afterEach(async () => {
    await slack.close();
  });
  shown(on);
  lookups(on);
  tokens(on);
  failures(on, refused);
  refusals(on);
}

/** What Slack shows. */
function shown(on: OnSlack): void {
  describe('what Slack shows', () => {
    test('text, blocks, attachments and the delivery arrive as they were given', async () => {
      const ts = await on.postedTs('d-1');
      expect(await on.slack.messages()).toEqual([
        { ...message('text of d-1'), ts, thread_ts: null, delivery: 'd-1', edited: false },
      ]);
    });

    test('nothing unfurls, names stay names, and one call is one request', async () => {
      await on.postedTs('d-1');
      const calls = await on.slack.calls();
      expect(calls.map((call) => call.method)).toEqual(['chat.postMessage']);
      expect(calls[0]?.body).toMatchObject({ unfurl_links: 'false', unfurl_media: 'false', parse: 'none' });
      expect(calls[0]?.body).not.toHaveProperty('link_names');
    });

    test('a reply stands in its thread', async () => {
      const root = await on.postedTs('d-1');
      const reply = await on.postedTs('d-2', root);
      expect(await on.slack.messages()).toMatchObject([{ ts: root }, { ts: reply, thread_ts: root, delivery: 'd-2' }]);
    });

    test('a reply is shown in the channel, too, when it is to be, and not otherwise', async () => {
      const ts = await on.postedTs('d-1');
      for (const broadcast of [true, false])
        await on.notifier.post(on.slack.channel, message('news'), `d-${String(broadcast)}`, { ts, broadcast });
      const [parent, shown, quiet] = (await on.slack.calls()).map((call) => call.body);
      expect(shown).toMatchObject({ thread_ts: ts, reply_broadcast: 'true' });
      for (const body of [parent, quiet]) expect(body).not.toHaveProperty('reply_broadcast');
      expect(await on.slack.messages()).toMatchObject([{ ts }, { thread_ts: ts }, { thread_ts: ts }]);
    });

    test('an update replaces text, blocks and attachments, and no second message appears', async () => {
      const ts = await on.postedTs('d-1');
      const bare: Message = { text: 'resolved', blocks: [section('resolved')], attachments: [] };
      expect(await on.notifier.update(on.slack.channel, ts, bare)).toEqual({ ok: true, channel: on.slack.channel, ts });
      expect(await on.slack.messages()).toEqual([{ ...bare, ts, thread_ts: null, delivery: 'd-1', edited: true }]);
      // Slack, unlike the emulator, would keep what the request does not mention.
      expect((await on.slack.calls()).at(-1)?.body).toMatchObject({ attachments: [], parse: 'none' });
    });

    test('text that compose let through is not changed', async () => {
      const hostile = '<!channel> & [x] *bold* ```fence``` \u202e é 🙂 %20+';
      await on.post(hostile, 'd-1');
      expect(await on.slack.messages()).toMatchObject([{ text: hostile, blocks: [section(hostile)] }]);
    });

    test('a channel may be posted to by its name, and answers with its id', async () => {
      expect(await on.notifier.post(on.slack.channelName, message('one'), 'd-1', null)).toMatchObject({
        ok: true,
        channel: on.slack.channel,
      });
    });
  });
}

/** What a token may do. */
function tokens(on: OnSlack): void {
  describe('what a token may do', () => {
    const checked = (token: string) => on.make({ token, api: on.slack.url, timeoutMs: 200 }).check();

    test('is told by Slack, in one call that nobody sees', async () => {
      expect(await on.notifier.check()).toEqual({
        ok: true,
        scopes: ['chat:write', 'channels:read', 'channels:history'],
      });
      expect((await on.slack.calls()).map(({ method }) => method)).toEqual(['auth.test']);
      expect(await on.slack.messages()).toEqual([]);
    });

    test('is less for one that may not look, and Slack refuses it then', async () => {
      expect(await checked(on.slack.writeOnlyToken)).toEqual({ ok: true, scopes: ['chat:write'] });
      const silent = on.make({ token: on.slack.writeOnlyToken, api: on.slack.url });
      expect(await silent.post(on.slack.channel, message('one'), 'd-1', null)).toMatchObject({ ok: true });
      expect(await silent.find(on.slack.channel, 'd-1', 0, null)).toMatchObject({
        kind: 'never',
        error: 'missing_scope: needed: channels:history',
      });
    });

    test('is nothing for one that Slack does not know', async () => {
      expect(await checked('xoxb-stranger')).toMatchObject({ ok: false, kind: 'never', error: 'invalid_auth' });
    });

    test.each<[string, Fault, object]>([
      ['an outage', { kind: 'status', status: 500 }, { kind: 'unknown', error: 'http_500' }],
      ['a page that is not Slack’s', { kind: 'garbled' }, { kind: 'unknown', error: 'unreadable_answer' }],
      ['no answer in time', { kind: 'hang' }, { kind: 'unknown' }],
      ['a rate limit', { kind: 'rate-limited', retryAfterSeconds: 9 }, { kind: 'wait', retryAfterSeconds: 9 }],
    ])('is not told by %s', async (_, fault, expected) => {
      await on.slack.failNext(fault);
      expect(await checked(on.slack.token)).toMatchObject({ ok: false, ...expected });
    });
  });
}

/** Looking for a delivery whose outcome is unknown. */
function lookups(on: OnSlack): void {
  describe('looking for a delivery', () => {
    const find = (delivery: string, threadTs: string | null = null, since = 0) =>
      on.notifier.find(on.slack.channel, delivery, since, threadTs);

    test('it is found among others', async () => {
      await on.postedTs('d-1');
      const wanted = await on.postedTs('d-2');
      await on.postedTs('d-3');
      expect(await find('d-2')).toEqual({ ok: true, ts: wanted });
    });

    test('it is found on a later page', async () => {
      const wanted = await on.postedTs('d-1');
      for (const delivery of ['d-2', 'd-3', 'd-4', 'd-5']) await on.postedTs(delivery);
      await on.slack.setFaults({ pageAtMost: 2 });
      expect(await find('d-1')).toEqual({ ok: true, ts: wanted });
      const pages = (await on.slack.calls()).filter((call) => call.method === 'conversations.history');
      expect(pages.map((call) => call.body['cursor'])).toEqual([undefined, '2', '4']);
    });

    test('a reply is found in its thread, on a later page too', async () => {
      const root = await on.postedTs('d-1');
      for (const delivery of ['d-2', 'd-3']) await on.postedTs(delivery, root);
      const wanted = await on.postedTs('d-4', root);
      await on.slack.setFaults({ pageAtMost: 2 });
      expect(await find('d-4', root)).toEqual({ ok: true, ts: wanted });
      expect(await find('d-9', root)).toEqual({ ok: true, ts: null });
    });

    test('what was posted before the time in question is not looked at', async () => {
      const ts = await on.postedTs('d-1');
      expect(await find('d-1', null, Number(ts) + 7200)).toEqual({ ok: true, ts: null });
    });

    test('a clock that is half an hour ahead of Slack does not hide it', async () => {
      const ts = await on.postedTs('d-1');
      expect(await find('d-1', null, Number(ts) + 1800)).toEqual({ ok: true, ts });
    });

    test.each<[string, Fault, object]>([
      [
        'a missing scope says which',
        { kind: 'error', error: 'missing_scope', needed: 'channels:history' },
        { kind: 'never', error: 'missing_scope: needed: channels:history' },
      ],
      [
        'a rate limit says how long',
        { kind: 'rate-limited', retryAfterSeconds: 30 },
        { kind: 'wait', retryAfterSeconds: 30 },
      ],
      ['an outage is not an absence', { kind: 'status', status: 503 }, { kind: 'unknown' }],
      ['a page that is not Slack’s is not an absence', { kind: 'garbled' }, { kind: 'unknown' }],
    ])('%s', async (_, fault, expected) => {
      await on.postedTs('d-1');
      await on.slack.failNext(fault);
      expect(await find('d-1')).toMatchObject({ ok: false, ...expected });
    });
  });
}

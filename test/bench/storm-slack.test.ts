import { afterEach, beforeEach, expect, it } from 'vitest';
import { slackNotifier } from '../../src/adapters/slack.ts';
import { type StormSlack, startStormSlack } from '../../bench/storm-slack.ts';

let slack: StormSlack;
let now = 0;
const seen: string[] = [];

beforeEach(async () => {
  slack = await startStormSlack(
    (text) => void seen.push(text),
    () => now,
  );
});
afterEach(() => slack.close());

const message = (text: string) => ({
  text,
  blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }],
  attachments: [],
});

it('takes one call a second, whatever it is, and says to wait to what comes sooner', async () => {
  const lastword = slackNotifier({ token: 'xoxb-storm', api: slack.url });
  const first = await lastword.post(slack.channel, message('a &lt; b'), 'd1', null);
  if (!first.ok) throw new Error(first.error);
  now += 999;
  const tooSoon = await lastword.update(slack.channel, first.ts, message('b'));
  now += 1;
  const later = await lastword.update(slack.channel, first.ts, message('c'));
  expect([tooSoon.ok, later.ok, slack.calls()]).toEqual([false, true, { taken: 2, refused: 1 }]);
  expect([slack.texts(), seen]).toEqual([
    ['c\nsection\nmrkdwn\nc\n'],
    ['a < b\nsection\nmrkdwn\na < b\n', 'c\nsection\nmrkdwn\nc\n'],
  ]);
});

it('says to a token that it is well, in a call of which nobody sees anything', async () => {
  const lastword = slackNotifier({ token: 'xoxb-storm', api: slack.url });
  expect(await lastword.check()).toEqual({ ok: true, scopes: null });
  expect([slack.calls(), slack.texts()]).toEqual([{ taken: 1, refused: 0 }, []]);
});

it('finds a delivery by its metadata, and takes incoming webhooks', async () => {
  const lastword = slackNotifier({ token: 'xoxb-storm', api: slack.url });
  const posted = await lastword.post(slack.channel, message('a'), 'd1', null);
  now += 1000;
  expect(await lastword.find(slack.channel, 'd1', 0, null)).toEqual({ ok: true, ts: posted.ok ? posted.ts : '' });
  now += 1000;
  const body = JSON.stringify({ text: 'b' });
  const hook = await fetch(slack.webhook, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  expect([await hook.text(), slack.texts().length]).toEqual(['ok', 2]);
});

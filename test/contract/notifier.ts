/** What every Notifier does, with Slack or without. What Slack adds is in slack.ts beside this. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Notifier } from '../../src/ports.ts';
import type { Message, SlackBlock } from '../../src/types.ts';

/** A block that says one thing. */
export const section = (text: string): SlackBlock => ({ type: 'section', text: { type: 'mrkdwn', text } });

/** A message as compose makes them: first line, blocks, coloured rest. */
export function message(text: string): Message {
  return {
    text,
    blocks: [section(text)],
    attachments: [{ color: '#d00000', fallback: text, blocks: [section(`why: ${text}`)] }],
  };
}

/** What holds for every Notifier. `start` gives a fresh one and the channel it may post to. */
export function notifierContract(
  start: () => Promise<{ notifier: Notifier; channel: string; close(): Promise<void> }>,
): void {
  let open: Awaited<ReturnType<typeof start>>;
  beforeEach(async () => void (open = await start()));
  afterEach(() => open.close());

  test('a posted message has a channel and a ts', async () => {
    const { notifier, channel } = open;
    expect(await notifier.post(channel, message('one'), 'd-1', null)).toEqual({
      ok: true,
      channel,
      ts: expect.stringMatching(/./),
    });
  });

  test('two deliveries are two messages', async () => {
    const { notifier, channel } = open;
    const first = await notifier.post(channel, message('one'), 'd-1', null);
    expect(await notifier.post(channel, message('one'), 'd-2', null)).not.toEqual(first);
  });

  test('a reply and an update are delivered', async () => {
    const { notifier, channel } = open;
    const root = await notifier.post(channel, message('one'), 'd-1', null);
    const ts = root.ok ? root.ts : '';
    expect(await notifier.post(channel, message('two'), 'd-2', { ts, broadcast: false })).toMatchObject({
      ok: true,
      channel,
    });
    expect(await notifier.update(channel, ts, message('three'))).toEqual({ ok: true, channel, ts });
  });

  test('it may do what it has to', async () => {
    expect(await open.notifier.check()).toMatchObject({ ok: true });
  });

  test('a delivery that was never posted is not found', async () => {
    const { notifier, channel } = open;
    await notifier.post(channel, message('one'), 'd-1', null);
    expect(await notifier.find(channel, 'd-9', 0, null)).toEqual({ ok: true, ts: null });
  });
}

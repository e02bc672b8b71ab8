import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { chaos, latestPublishMs } from './slack-chaos.ts';
import type { Fault } from './slack-faults.ts';
import { type Slack, startSlack } from './slack.ts';

let now = 1_795_373_597_000;
let slack: Slack;
beforeEach(async () => void (slack = await startSlack(() => now)));
afterEach(() => slack.close());

const call = (method: string, body: Record<string, string>): Promise<Response> =>
  fetch(slack.url + method, {
    method: 'POST',
    headers: { authorization: `Bearer ${slack.token}` },
    body: new URLSearchParams(body),
  });
const post = (text: string) => call('chat.postMessage', { channel: slack.channel, text });
const texts = async () => (await slack.messages()).map((m) => m.text);

describe('a strict pace', () => {
  const edit = async (text: string) =>
    call('chat.update', { channel: slack.channel, ts: (await slack.messages())[0]?.ts ?? '', text });

  test('is one message a second, whether it is posted or edited; what comes sooner is told when', async () => {
    slack.setFaults({ strictPace: true });
    const answers = [await post('one'), await post('two'), await edit('one again')];
    now += 999;
    answers.push(await edit('one again'));
    now += 1;
    answers.push(await edit('one at last'), await post('three'));
    expect(answers.map((a) => [a.status, a.headers.get('retry-after')])).toEqual([
      [200, null],
      ...Array.from({ length: 3 }, () => [429, '1']),
      [200, null],
      [429, '1'],
    ]);
    expect(await texts()).toEqual(['one at last']);
  });

  test('does not slow down who only reads', async () => {
    slack.setFaults({ strictPace: true });
    await post('one');
    for (let read = 0; read < 3; read++)
      expect((await call('conversations.history', { channel: slack.channel })).status).toBe(200);
  });
});

describe('a post that is cut off', () => {
  test('may appear later all the same', async () => {
    slack.failNext({ kind: 'cut', publishAfterMs: 1500 });
    await expect(post('late')).rejects.toThrow();
    expect(await texts()).toEqual([]);
    await slack.settled();
    expect(await texts()).toEqual(['late']);
  });

  test('may never appear', async () => {
    slack.failNext({ kind: 'cut' });
    await expect(post('never')).rejects.toThrow();
    await slack.settled();
    expect(await texts()).toEqual([]);
  });
});

describe('a bad day', () => {
  const day = (seed: number, rate: number, calls = 2000): (Fault | null)[] => {
    const next = chaos(seed, rate);
    return Array.from({ length: calls }, next);
  };
  const kinds = (faults: (Fault | null)[]) =>
    new Set(faults.flatMap((f) => (f ? `${f.kind} ${f.publish ?? f.publishAfterMs !== undefined}` : [])));

  test('is the same for the same seed, and another for another', () => {
    expect(day(7, 0.3)).toEqual(day(7, 0.3));
    expect(day(8, 0.3)).not.toEqual(day(7, 0.3));
  });

  test('is as bad as it is told to be', () => {
    const share = day(7, 0.3).filter((fault) => fault !== null).length / 2000;
    expect(share).toBeGreaterThan(0.25);
    expect(share).toBeLessThan(0.35);
    expect(day(7, 0)).toEqual(day(8, 0));
  });

  test('has every fault in it, and nothing appears later than Slack takes', () => {
    const faults = day(7, 1);
    expect([...kinds(faults)].sort()).toEqual(
      [
        ['cut false', 'cut true', 'error false', 'error true', 'garbled true', 'hang true'],
        ['rate-limited false', 'status false', 'status true'],
      ].flat(),
    );
    const late = faults.flatMap((fault) => fault?.publishAfterMs ?? []);
    expect(late.length).toBeGreaterThan(100);
    expect(Math.max(...late)).toBeLessThanOrEqual(latestPublishMs);
  });

  test('spares what is told to fail in another way', async () => {
    slack.setFaults({ chaos: { seed: 1, rate: 1 } });
    slack.failNext({ kind: 'error', error: 'not_in_channel' });
    expect(await (await post('one')).json()).toEqual({ ok: false, error: 'not_in_channel' });
    slack.setFaults({ chaos: null });
    expect((await post('two')).status).toBe(200);
  });
});

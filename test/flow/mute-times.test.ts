/** A real Alertmanager, asked now: what its routes mute, and what they let through, is what our time intervals say. */
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { contains, parseTimeInterval, type TimeIntervalText } from '../../src/facts/time-intervals.ts';
import { startAlertmanager } from '../support/alertmanager.ts';

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

/** Takes webhooks and remembers to which receiver each went; `heard` resolves with the first so many. */
async function listen(enough: number): Promise<{ url: string; heard: Promise<string[]> }> {
  const receivers: string[] = [];
  const { promise, resolve } = Promise.withResolvers<string[]>();
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      receivers.push((body as { receiver: string }).receiver);
      response.end();
      if (receivers.length === enough) resolve(receivers);
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  cleanups.push(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, heard: promise };
}

/** Halves of days, weeks, months and so on, in zones all around the world: about half of them contain any instant. */
function candidates(): TimeIntervalText[] {
  const fields: TimeIntervalText[] = [
    { times: [{ start_time: '00:00', end_time: '12:00' }] },
    { times: [{ start_time: '12:00', end_time: '24:00' }] },
    { weekdays: ['sunday:tuesday'] },
    { weekdays: ['wednesday:saturday'] },
    { days_of_month: ['1:15'] },
    { days_of_month: ['-15:-1'] },
    { months: ['january:june'] },
    { months: ['7:12'] },
    { years: ['1970:2020'] },
    {},
  ];
  const zones = ['UTC', 'Pacific/Kiritimati', 'America/Los_Angeles', 'Asia/Kathmandu', 'Australia/Lord_Howe'];
  return fields.flatMap((field) => zones.map((location) => ({ ...field, location })));
}

const isIn = (text: TimeIntervalText, at: number): boolean => {
  const read = parseTimeInterval(text);
  if (!read.ok) throw new Error(read.error);
  return contains([read.interval], at);
};

test('routes of a real Alertmanager are silent in just the intervals that contain this moment', async () => {
  // Time goes on while it works: what ends or begins before it can be done is left out.
  const now = Date.now();
  const steady = candidates().filter((text) => isIn(text, now) === isIn(text, now + 120_000));
  const { url, heard } = await listen(steady.length);
  // Of two routes for an interval, one speaks outside of it and the other inside, so that one of them always does.
  const alertmanager = await startAlertmanager({
    receiverUrl: url,
    receivers: steady.flatMap((_, at) => [`outside ${at}`, `inside ${at}`]),
    timeIntervals: steady.map((text, at) => ({ name: `interval ${at}`, time_intervals: [text] })),
    route: {
      routes: steady.flatMap((_, at) => [
        { receiver: `outside ${at}`, mute_time_intervals: [`interval ${at}`], continue: true },
        { receiver: `inside ${at}`, active_time_intervals: [`interval ${at}`], continue: true },
      ]),
    },
  });
  cleanups.push(() => alertmanager.close());
  await alertmanager.fire({ alertname: 'KubePodCrashLooping' });

  const expected = steady.map((text, at) => `${isIn(text, now) ? 'inside' : 'outside'} ${at}`);
  expect((await heard).toSorted()).toEqual(expected.toSorted());
  const inside = expected.filter((receiver) => receiver.startsWith('inside')).length;
  expect(Math.min(inside, steady.length - inside)).toBeGreaterThan(10);
}, 60_000);

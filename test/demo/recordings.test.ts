import { describe, expect, it } from 'vitest';
import { readRecordings, recordedAt, recordedCluster, recordingNames, shiftTimes } from '../../src/demo/recordings.ts';

describe('shiftTimes', () => {
  it.each([
    ['a whole second', '2026-11-22T19:39:44Z', '2026-11-22T19:40:44Z'],
    ['fractions, kept as they are written', '2026-11-22T23:59:30.014008622Z', '2026-11-23T00:00:30.014008622Z'],
    ['an offset, kept as it is written', '2026-11-22T19:39:44+02:00', '2026-11-22T19:40:44+02:00'],
    ['a log line in a JSON text', String.raw`"a\n2026-11-22T19:39:44Z b"`, String.raw`"a\n2026-11-22T19:40:44Z b"`],
    ['several', '2026-11-22T19:39:44Z 2026-11-22T19:39:45Z', '2026-11-22T19:40:44Z 2026-11-22T19:40:45Z'],
    ["Go's zero time, which is no moment", '0001-01-01T00:00:00Z', '0001-01-01T00:00:00Z'],
    ['what only looks alike', '12026-11-22T19:39:44Z 2026-11-22T19:39:44', '12026-11-22T19:39:44Z 2026-11-22T19:39:44'],
  ])('moves %s', (_, before, after) => {
    expect(shiftTimes(before, 60)).toBe(after);
  });
});

describe('the recordings', () => {
  const at = new Date('2030-05-06T07:08:09.500Z');

  it('are all there, of one cluster, each with its webhook', async () => {
    const recordings = await readRecordings();
    expect(recordings.map(({ name }) => name)).toEqual(recordingNames);
    expect(recordings.every(({ webhook }) => webhook.body.includes(`"${recordedCluster}"`))).toBe(true);
  });

  it('are as if made at the given moment: snapshot, logs and webhook move together', async () => {
    for (const recording of await readRecordings()) {
      const { snapshot, webhook } = recordedAt(recording, at);
      expect(snapshot.now).toBe('2030-05-06T07:08:09Z');
      const all = `${JSON.stringify(snapshot)}${webhook.body}`;
      expect(all).not.toMatch(/2026-\d\d-\d\dT\d\d:\d\d/);
      const before = Object.values(recording.cluster.match(/T\d\d:\d\d:\d\d\.\d{9}Z/g) ?? []).length;
      expect(all.match(/T\d\d:\d\d:\d\d\.\d{9}Z/g)?.length ?? 0).toBe(before);
    }
  });

  it('keep the distance between any two of their times', async () => {
    const [recording] = await readRecordings();
    if (recording === undefined) throw new Error('no recording');
    const event = JSON.parse(recording.webhook.body) as { lastTimestamp: string };
    const moved = JSON.parse(recordedAt(recording, at).webhook.body) as { lastTimestamp: string };
    const age = (now: string, then: string) => Date.parse(now) - Date.parse(then);
    expect(age('2030-05-06T07:08:09Z', moved.lastTimestamp)).toBe(age(recording.now, event.lastTimestamp));
  });
});

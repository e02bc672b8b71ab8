/** The made-up week itself: its cluster shows what happened in it, so that whoever reads it well finds the generator's own account. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { kubernetesCluster } from '../../src/adapters/kubernetes.ts';
import { diagnose } from '../../src/diagnose/diagnose.ts';
import { gather } from '../../src/gather/gather.ts';
import { batchReader } from '../../src/gather/reader.ts';
import { identify } from '../../src/identify/identify.ts';
import { receive } from '../../src/receive/receive.ts';
import type { Alert } from '../../src/types.ts';
import { weekFetch } from './week-api.ts';
import type { Stop } from './week-sim.ts';
import { makeWeek, type Week, weekEnd, weekStart, workloadCounts } from './week.ts';

const week = makeWeek(20261123);
const keyOf = ({ fingerprint, startsAt }: Alert): string => `${fingerprint}|${startsAt}`;

/** The alerts that the senders' firing webhooks hold, with the moment at which they come in. */
function alertsOf({ posts }: Week): Map<string, { at: number; alert: Alert }> {
  const all = new Map<string, { at: number; alert: Alert }>();
  for (const { at, path, body } of posts) {
    if (path === 'deployments') continue;
    const read = receive(path, body);
    if (!read.ok) throw new Error(read.reason);
    for (const alert of read.alerts.filter(({ status }) => status === 'firing'))
      if (!all.has(keyOf(alert))) all.set(keyOf(alert), { at, alert });
  }
  return all;
}
const alerts = alertsOf(week);

/** Up to so many stops of each kind are looked at. */
const most = 12;
type Case = { stop: Stop; alert: Alert; at: number };

/** Stops with one of their alerts, and the moment of a good look at each: when it has ended, and its alert is there. */
const cases: Case[] = [...Map.groupBy(week.stops, ({ kind }) => kind).values()]
  .flatMap((stops) => stops.filter((_, n) => n % Math.ceil(stops.length / most) === 0))
  .flatMap((stop) => {
    const come = [...stop.alerts].map((key) => alerts.get(key)).find((found) => found !== undefined);
    return come ? [{ stop, alert: come.alert, at: Math.max(come.at, stop.endedAt + 2_500) }] : [];
  })
  .toSorted((a, b) => a.at - b.at);

const seen: { stop: Stop; found: object; summary: string }[] = [];

describe('a made-up week', () => {
  beforeAll(async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    let now = weekStart;
    const fetch = weekFetch(week, () => now);
    for (const { stop, alert, at } of cases) {
      now = at;
      vi.setSystemTime(at);
      const cluster = batchReader(kubernetesCluster({ api: 'http://cluster.test', token: () => null, fetch }));
      const { subject, evidence } = await gather(identify(alert), alert, cluster);
      const { cause, ending, verdict, summary } = diagnose(subject, evidence, new Date(now).toISOString());
      const workload = `${subject.workload?.kind}/${subject.workload?.name}`;
      seen.push({ stop, found: { workload, cause, ending: ending.id, verdict }, summary });
    }
  });
  afterAll(() => void vi.useRealTimers());

  it.each([...new Set(week.stops.map(({ kind }) => kind))].toSorted())('shows the truth of: %s', (kind) => {
    const own = seen.filter(({ stop }) => stop.kind === kind);
    expect(own.length).toBeGreaterThan(0);
    for (const { stop, found, summary } of own) {
      const { workload, cause, ending, verdict } = stop;
      expect(found, `${JSON.stringify({ ...stop, alerts: [...stop.alerts] })}\n${summary}`).toEqual({
        workload,
        cause,
        ending,
        verdict,
      });
    }
  });

  it('has 200 workloads, and something of everything happens to them', () => {
    expect(week.workloads).toHaveLength(200);
    expect(Object.values<number>(workloadCounts).reduce((a, b) => a + b)).toBe(200);
    const { speak, window, digest } = {
      speak: week.stops.filter((stop) => stop.shouldSpeak).length,
      window: week.stops.filter((stop) => stop.mayBeHiddenBy === 'window').length,
      digest: week.stops.filter((stop) => stop.mayBeHiddenBy === 'digest').length,
    };
    expect([speak, window, digest].every((count) => count > 300)).toBe(true);
    expect(week.stops.length).toBe(speak + window + digest);
    for (const { at } of week.stops) expect(at > weekStart && at < weekEnd).toBe(true);
  });

  it('is the same for the same seed, and another for another', () => {
    const told = ({ stops, posts }: Week) => JSON.stringify([stops.map((stop) => [...stop.alerts]), posts]);
    expect(told(makeWeek(20261123))).toBe(told(week));
    expect(told(makeWeek(1))).not.toBe(told(week));
  });

  it('every stop is told of by somebody', () => {
    expect(
      week.stops.filter((stop) => ![...stop.alerts].some((key) => alerts.has(key))).map(({ kind }) => kind),
    ).toEqual([]);
  });
});

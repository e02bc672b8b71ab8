/** A month of storms on a fake clock: the store keeps to its time and size, in small steps, and forgets nothing that still matters. */
import { afterEach, describe, expect, it } from 'vitest';
import { unreadable } from '../../src/adapters/no-cluster.ts';
import type { Alert } from '../../src/types.ts';
import { arrivalOf } from '../support/accounting-model.ts';
import { type DeskLives, deskLives } from '../support/desk-lives.ts';
import { type FakeTime, fakeTime, realTime } from '../support/fake-time.ts';
import { type MemorySlack, memorySlack } from '../support/memory-slack.ts';
import { defaultCalm, defaultPolicy } from '../support/policy.ts';
import { turns } from '../../src/desk/turns.ts';

afterEach(realTime);

const hour = 3_600_000;
const day = 24 * hour;
const mib = 1024 * 1024;

type Month = { time: FakeTime; slack: MemorySlack; lives: DeskLives; pruned: number[] };

function begin(bytes: number): Month {
  const time = fakeTime(Date.parse('2026-11-01T00:00:00Z'));
  const slack = memorySlack(time.steady, time.wait);
  const pruned: number[] = [];
  const lives = deskLives(time, () => ({
    cluster: () => unreadable('the cluster could not be reached'),
    metrics: () => null,
    notifier: slack.notifier,
    bot: null,
    redact: (texts) => Promise.resolve(texts),
    turns: turns(() => Date.now()),
    channel: 'C1',
    gapMs: 1_000,
    calm: defaultCalm,
    keep: { alertsMs: 3 * day, incidentsMs: 30 * day, bytes },
    policy: defaultPolicy,
    log: (msg, { rows }) => void (msg === 'pruned' && pruned.push(Number(rows))),
  }));
  return { time, slack, lives, pruned };
}

const alertOf = (id: string, workload: string, at: number): Alert => ({
  sender: 'alertmanager',
  cluster: 'lab',
  status: 'firing',
  fingerprint: id,
  startsAt: new Date(at).toISOString(),
  endsAt: null,
  labels: {
    alertname: 'KubePodCrashLooping',
    namespace: 'shop',
    deployment: workload,
    pod: `${workload}-${id}`,
    container: 'app',
  },
  annotations: { summary: 'Pod is crash looping.', runbook_url: 'https://runbooks.example/crash-looping' },
  field: 'alerts[0]',
  event: null,
});
const over = (alert: Alert, at: number): Alert => ({
  ...alert,
  status: 'resolved',
  endsAt: new Date(at).toISOString(),
});

/** 500 alerts of 20 workloads at once; all are over an hour later. */
async function storm({ time, lives }: Month, of: number): Promise<Alert[]> {
  const alerts = Array.from({ length: 500 }, (_, n) => alertOf(`${of}-${n}`, `w${n % 20}`, time.now()));
  await hear({ time, lives }, ...alerts);
  await time.advance(hour);
  await hear({ time, lives }, ...alerts.map((alert) => over(alert, time.now())));
  return alerts;
}

/** Hands alerts in, and lets a minute go by. */
async function hear({ time, lives }: Pick<Month, 'time' | 'lives'>, ...alerts: Alert[]) {
  const heard = lives.accept(arrivalOf(...alerts));
  await time.advance(60_000);
  return heard;
}

const rows = ({ lives }: Month, query: string): number =>
  Number(lives.sql(`SELECT count(*) AS n FROM ${query}`)[0]?.['n']);

/** A storm every six hours and a quiet incident in between; `also` happens every six hours, too. Returns the sizes it had. */
async function weather(month: Month, days: number, also: (quarter: number) => Promise<unknown>): Promise<number[]> {
  const sizes: number[] = [];
  for (let quarter = 0; quarter < days * 4; quarter++) {
    await storm(month, quarter);
    await month.time.advance(hour);
    sizes.push(month.lives.size());
    const quiet = alertOf(`quiet-${quarter}`, `quiet-${quarter}`, month.time.now());
    await hear(month, quiet);
    await hear(month, over(quiet, month.time.now()));
    await also(quarter);
    await month.time.advance(4 * hour - 4 * 60_000);
  }
  return sizes;
}

/** An incident whose message Slack refuses for good. */
async function dies(month: Month, name: string): Promise<void> {
  month.slack.faults.push({ kind: 'never' });
  await hear(month, alertOf(name, name, month.time.now()));
}

const deadLetters = ({ lives }: Month): unknown[] =>
  lives
    .sql(
      `SELECT DISTINCT json_extract(i.body, '$.title') AS title FROM outbox o JOIN incidents i ON i.id = o.thread_id WHERE o.state = 'dead'`,
    )
    .map(({ title }) => title);

describe.each([
  ['a month of storms with room', 512 * mib, 31],
  ['a week of storms with little room', 4 * mib, 8],
])('%s', (_what, bytes, days) => {
  it('is forgotten in time, in small steps, but for what still matters', async () => {
    const month = begin(bytes);
    const { time, slack, lives, pruned } = month;
    const long = alertOf('long', 'ledger', time.now());
    await hear(month, long);
    const sizes = await weather(month, days, async (quarter) => {
      await hear(month, long);
      if (quarter === 0) await dies(month, 'died-first');
      if (quarter === days * 4 - 1) await dies(month, 'died-last');
    });

    expect(Math.max(...sizes)).toBeLessThan(bytes);
    // Three days and a storm, each alert with its end.
    expect(rows(month, 'inbox')).toBeLessThan(13 * 1_010);
    expect(pruned.length).toBeGreaterThan(days);
    expect(Math.max(...pruned)).toBeLessThanOrEqual(1_500);
    expect(deadLetters(month)).toEqual(['died-last']);
    // What fires still is told when it ends, although nothing of it was news for so long.
    await hear(month, over(long, time.now()));
    const ledger = slack.shown().filter(({ message }) => message.text.includes('ledger'));
    expect(ledger.map(({ message }) => message.text)).toEqual([expect.stringMatching(/^✅ Resolved/)]);
    expect(rows(month, 'inbox WHERE due_at IS NOT NULL') + rows(month, 'outbox WHERE due_at IS NOT NULL')).toBe(0);
    expect(lives.ended().thrown).toEqual([]);
  }, 120_000);
});

it('knows a repeat for as long as alerts are kept, and no longer', async () => {
  const month = begin(512 * mib);
  const alert = alertOf('early', 'web', month.time.now());
  await hear(month, alert);
  await hear(month, over(alert, month.time.now()));
  await weather(month, 2, () => Promise.resolve());
  expect(await hear(month, over(alert, month.time.now()))).toEqual({ accepted: 0, repeated: 1 });
  await weather(month, 4, () => Promise.resolve());
  expect(await hear(month, over(alert, month.time.now()))).toEqual({ accepted: 1, repeated: 0 });
}, 60_000);

import { describe, expect, it } from 'vitest';
import { countAlarm, countDiagnosis, countOutcome, countRequest, samplesOf } from '../../src/desk/measure.ts';
import type { Sample } from '../../src/metrics.ts';
import { addAlert, finishAlert } from '../../src/store/inbox.ts';
import type { Store } from '../../src/store/store.ts';
import type { Alert, Diagnosis } from '../../src/types.ts';
import { claimAlerts } from '../support/claims.ts';
import { decision, repeated } from '../support/decisions.ts';
import { memoryStore } from '../support/sqlite.ts';

const firing = (fingerprint: string): Alert => ({
  sender: 'alertmanager',
  cluster: 'lab',
  status: 'firing',
  fingerprint,
  startsAt: '2026-11-22T18:53:17Z',
  endsAt: null,
  labels: {},
  annotations: {},
  field: 'alerts[0]',
  event: null,
});

/** What is told of one metric: its labels and value; of a histogram its parts. */
function told(store: Store, name: string, due: number | null = null, now = 0): [labels: object, value: number][] {
  const samples: Sample[] = samplesOf(store, due, now, 4096);
  return samples.filter((s) => s.name === name).map(({ labels, value }) => [labels, value]);
}

/** A store with one incident's alerts, told by delivery 1, received at these times (ms). */
function incident(...receivedAt: number[]): Store {
  const store = memoryStore();
  for (const [at, ms] of receivedAt.entries()) addAlert(store, firing(`f-${at}`), ms);
  for (const { id } of claimAlerts(store, 1e9, 50, 1))
    finishAlert(store, id, { state: 'done', reason: 'a new incident', incident: 1, outcome: 'posted', delivery: 1 });
  return store;
}
const latency = 'lastword_notification_latency_seconds';

describe('a message', () => {
  it.each([
    ['posted at once', 10_000, { le: '0.5' }, 0],
    ['posted on a bound', 11_000, { le: '1' }, 1],
    ['posted after minutes', 250_000, { le: '300' }, 240],
    ['posted after hours', 10_010_000, { le: '+Inf' }, 10_000],
    ['posted before it came in, by a clock that jumped', 1_000, { le: '0.5' }, 0],
  ])('%s: the time since the first webhook of its incident falls into its bucket', (_name, now, bucket, seconds) => {
    const store = incident(10_000, 10_900);
    countOutcome(store, { kind: 'parent', id: 1 }, { state: 'posted' }, now);
    expect(told(store, `${latency}_bucket`)).toEqual([[bucket, 1]]);
    expect([told(store, `${latency}_sum`), told(store, `${latency}_count`)]).toEqual([[[{}, seconds]], [[{}, 1]]]);
    expect(told(store, 'lastword_notifications_total')).toEqual([[{ kind: 'parent' }, 1]]);
  });

  it.each(['reply', 'update'] as const)('that is no first one (%s) is counted, and its time is not', (kind) => {
    const store = incident(0);
    countOutcome(store, { kind, id: 1 }, { state: 'posted' }, 5_000);
    expect([told(store, 'lastword_notifications_total'), told(store, `${latency}_count`)]).toEqual([
      [[{ kind }, 1]],
      [],
    ]);
  });

  it('that is tried again or given up is counted by the error’s code, whatever is said after it', () => {
    const store = incident(0);
    const row = { kind: 'parent', id: 1 } as const;
    for (const channel of ['C1', 'C2'])
      countOutcome(store, row, { state: 'dead', error: `not_in_channel: ${channel}` }, 0);
    countOutcome(store, row, { state: 'waiting', error: 'ratelimited' }, 0);
    expect(told(store, 'lastword_notifications_dead_total')).toEqual([[{ reason: 'not_in_channel' }, 2]]);
    expect(told(store, 'lastword_notifications_retried_total')).toEqual([[{ reason: 'ratelimited' }, 1]]);
    expect(told(store, 'lastword_notifications_total')).toEqual([]);
  });
});

it('a diagnosis is counted by cause and verdict, and by the rule when it is not told', () => {
  const store = memoryStore();
  const diagnosis = (cause: string | null, verdict: string) => ({ cause, verdict }) as Diagnosis;
  countDiagnosis(store, diagnosis('oom-killed', 'investigate'), decision());
  countDiagnosis(store, diagnosis('oom-killed', 'investigate'), repeated);
  countDiagnosis(store, diagnosis(null, 'undetermined'), decision());
  expect(told(store, 'lastword_diagnoses_total')).toEqual([
    [{ cause: 'none', verdict: 'undetermined' }, 1],
    [{ cause: 'oom-killed', verdict: 'investigate' }, 2],
  ]);
  expect(told(store, 'lastword_notifications_suppressed_total')).toEqual([[{ reason: 'repeat' }, 1]]);
});

it.each([
  [200, null],
  [404, null],
  [403, '403'],
  [429, '429'],
  [503, '503'],
  [null, 'unreachable'],
])('a request answered %s is an error called %s', (status, reason) => {
  const store = memoryStore();
  countRequest(store, { kind: 'pods', status }, 3);
  expect(told(store, 'lastword_cluster_requests_total')).toEqual([[{ kind: 'pods' }, 3]]);
  const errors = reason === null ? [] : [[{ kind: 'pods', reason }, 3]];
  expect(told(store, 'lastword_cluster_request_errors_total')).toEqual(errors);
});

it('an alarm’s lag is counted, and the last one stands; one rung by hand has none', () => {
  const store = memoryStore();
  countAlarm(store, 1_000, 3_500);
  countAlarm(store, 5_000, 5_200);
  countAlarm(store, undefined, 9_000);
  expect(told(store, 'lastword_alarm_last_lag_seconds')).toEqual([[{}, 0.2]]);
  expect(told(store, 'lastword_alarm_lag_seconds_count')).toEqual([[{}, 2]]);
});

it.each([
  ['is due', 4_000, 6],
  ['is due later', 11_000, 0],
  ['is not there', null, 0],
])('when work %s, it says for how long it waits', (_name, due, seconds) => {
  expect(told(memoryStore(), 'lastword_work_overdue_seconds', due, 10_000)).toEqual([[{}, seconds]]);
});

it('what waits and what is dead is counted as it stands', () => {
  const store = memoryStore();
  addAlert(store, firing('a'), 0);
  for (const [state, due] of [
    ['dead', null],
    ['waiting', 5],
    ['sending', 6],
    ['posted', null],
    // A digest of the hour, which is sent at its end.
    ['waiting', 3_600_000],
  ] as const)
    store.sql(
      `INSERT INTO outbox (delivery, thread_id, kind, state, created_at, due_at, message) VALUES (?, 1, 'parent', ?, 0, ?, '{}')`,
      `${state} ${due}`,
      state,
      due,
    );
  const names = ['lastword_alerts_waiting', 'lastword_notifications_waiting', 'lastword_dead_letters'];
  expect(names.map((name) => told(store, name, null, 10)[0]?.[1])).toEqual([1, 2, 1]);
  expect(told(store, 'lastword_store_bytes')).toEqual([[{}, 4096]]);
});

import { beforeAll, describe, expect, it } from 'vitest';
import { causes } from '../../src/diagnose/causes/index.ts';
import type { Because, Diagnosis } from '../../src/types.ts';
import { explainRecording, recording, recordingNames, truthOf, type Recording } from '../support/recordings.ts';
import { holds } from '../support/sources.ts';

const recognised = new Set(causes.map((cause) => cause.id));

/** Every line of a diagnosis that claims something. */
const linesOf = ({ because, context, concerns, ending, rollout, wishes }: Diagnosis): Because[] => [
  ...because,
  ...(rollout?.because ?? []),
  ...wishes.because,
  ...context,
  ...ending.because,
  ...concerns.flatMap((concern) => concern.because),
];

describe.each(recordingNames)('what is said about %s', (name) => {
  const truth = truthOf(name);
  let story: Recording;
  let said: Diagnosis;
  beforeAll(async () => {
    story = await recording(name);
    said = await explainRecording(story);
  });

  it('rests on sources, and each stands in the recording with its value', () => {
    expect(linesOf(said).filter((line) => line.sources.length === 0)).toEqual([]);
    expect(linesOf(said).flatMap((line) => line.sources.filter((source) => !holds(source, story)))).toEqual([]);
  });

  it('is a sentence of at most 200 characters, with a reason and something to do', () => {
    expect(said.summary.trim()).not.toBe('');
    expect(said.summary.length).toBeLessThanOrEqual(200);
    expect(said.because.length).toBeGreaterThan(0);
    for (const lines of [said.remediation, ...said.concerns.map((concern) => concern.remediation)]) {
      expect(lines.length).toBeGreaterThan(0);
      expect(lines.filter((line) => line.trim() === '' || /\b(undefined|null|NaN)\b/.test(line))).toEqual([]);
    }
  });

  it('is true, or modest where its cause is not recognised yet', () => {
    const known = recognised.has(truth.cause);
    expect(said.cause).toBe(known ? truth.cause : null);
    expect(known ? [truth.ending] : [truth.ending, 'unknown']).toContain(said.ending.id);
    expect(said.ending.exitCode).toBe(truth.exitCode);
    expect(known ? [truth.verdict] : [truth.verdict, 'undetermined']).toContain(said.verdict);
    expect(truth.container ?? said.subject.container).toBe(said.subject.container);
    expect(`${said.subject.workload?.kind}/${said.subject.workload?.name}`).toBe(truth.workload);
  });
});

it.each([
  [{ path: 'webhook', field: 'alerts[0].labels.alertname', value: 'Wrong' }],
  [{ path: 'webhook', field: 'alerts[7].labels.alertname', value: null }],
  [{ path: '/api/v1/namespaces/team-66/pods/billing-cd7cb67f7-d8g6w', field: '', value: null }],
  [{ path: '/api/v1/namespaces/team-66/pods/billing-cd7cb67f7-d8g6w', field: 'status.phase', value: 'Failed' }],
  [{ path: '/api/v1/namespaces/team-66/pods/nobody', field: 'status.phase', value: 'Running' }],
  [{ path: '/api/v1/nodes/lab-node-1', field: 'status.conditions[type=Ready].status', value: 'False' }],
  [{ path: '/api/v1/namespaces/team-66/pods/billing-cd7cb67f7-d8g6w/log?container=app', field: '', value: 'all well' }],
])('%j would be caught', async (source) => {
  expect(holds(source, await recording('crash-exit-1'))).toBe(false);
});

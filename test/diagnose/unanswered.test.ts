import { describe, expect, it } from 'vitest';
import { unanswered } from '../../src/diagnose/unanswered.ts';
import type { Alert, Deployment, Pod, RolloutSeen } from '../../src/types.ts';
import { add, edit, remove } from '../support/look-alikes.ts';
import { explainRecording, recording, type Recording } from '../support/recordings.ts';
import { alert, evidence, event, story, subject } from '../support/stories.ts';

const seen = (state: RolloutSeen['state']): RolloutSeen => ({
  from: 1,
  to: 2,
  change: 'image v1 → v2',
  startedAt: '2026-11-22T14:00:00Z',
  state,
  endedAt: null,
  because: [],
});
const about = (labels: Record<string, string>, parts: Partial<Alert> = {}) =>
  evidence(story(), [], { webhook: { known: true, value: alert({ labels, ...parts }) } });

describe('the good end of one pod', () => {
  const whole = { alertname: 'KubeDeploymentReplicasMismatch', deployment: 'web' };
  it.each<[sentence: string, labels: Record<string, string>, state: RolloutSeen['state'], says: string[]]>([
    [
      'is no answer while the controller is not done',
      whole,
      'running',
      ['the controller of web is not done with revision 2'],
    ],
    ['is none when it gave up', whole, 'stuck', ['the controller of web gave up waiting for revision 2']],
    ['may be one when it is done', whole, 'done', []],
    ['may be one where nobody read it', whole, 'unknown', []],
    ['is one to an alert that names the pod', { ...whole, pod: 'web-1' }, 'running', []],
    ['is one to an alert that names it behind a scrape', { exported_pod: 'web-1', pod: 'ksm-0' }, 'running', []],
    [
      'is none to an alert that names its exporter',
      { ...whole, pod: 'ksm-0' },
      'running',
      ['the controller of web is not done with revision 2'],
    ],
  ])('%s', (_sentence, labels, state, says) => {
    expect(unanswered(about(labels), subject(), seen(state))).toEqual(says);
  });

  it('is one to the Event about it, and to an alert about a workload without a rollout', () => {
    const own = event('Killing', 0).object;
    expect(unanswered(about({}, { event: own }), subject(), seen('running'))).toEqual([]);
    expect(unanswered(about(whole), subject(), null)).toEqual([]);
  });
});

/** An alert about the whole Deployment, whose new pods cannot be made; one old pod is in the list still, its container ended in time. */
function withoutNewPods(story: Recording): void {
  const { namespace, pod: name } = story.truth;
  const all = Object.values(story.snapshot.changes).flatMap((list) => list.map((change) => change.object as Pod));
  const old = all.find((p) => p.metadata?.name === name && p.status?.containerStatuses?.[0]?.state?.terminated)!;
  edit<Pod>(story, 'pods', null, ({ metadata }) => {
    if (metadata?.namespace === namespace && metadata.name !== name) remove(story, 'pods', metadata.name ?? '');
  });
  story.snapshot.now = '2026-11-22T19:37:41Z';
  add(story, 'pods', structuredClone(old) as Pod & { metadata: { name: string } });
  edit<Deployment>(story, 'deployments', null, (deployment) => {
    deployment.status!.conditions = [
      {
        type: 'Progressing',
        status: 'False',
        reason: 'ProgressDeadlineExceeded',
        lastUpdateTime: '2026-11-22T19:37:40Z',
      },
    ];
  });
  const labels = { alertname: 'KubeDeploymentReplicasMismatch', namespace, deployment: 'payments-api' };
  const firing = { status: 'firing', labels, annotations: {}, startsAt: story.snapshot.now, endsAt: null };
  story.sender = 'alertmanager';
  story.body = JSON.stringify({ alerts: [{ ...firing, fingerprint: 'f-1' }] });
}

it('an alert about a Deployment that is stuck is not answered by an old pod that stopped in time', async () => {
  const story = await recording('rollout-image');
  withoutNewPods(story);
  const { cause, ending, verdict, summary, because } = await explainRecording(story);
  expect({ cause, ending: ending.id, verdict }).toEqual({
    cause: 'rollout',
    ending: 'stopped-in-time',
    verdict: 'undetermined',
  });
  expect(summary).toMatch(/^The controller of payments-api gave up waiting for revision 2; payments-api: a pod was/);
  expect(because[0]?.text).toContain('its controller gave up waiting at 2026-11-22T19:37:40Z');
});

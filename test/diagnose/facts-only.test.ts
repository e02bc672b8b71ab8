import { expect, it } from 'vitest';
import { ask } from '../../src/diagnose/cause.ts';
import { jobDeadline } from '../../src/diagnose/causes/job-deadline.ts';
import { stoppedThenKilled } from '../../src/diagnose/concerns/143-then-137.ts';
import { factsOnly } from '../../src/diagnose/facts-only.ts';
import { at, ending, event, evidence, goneStory, pod, story, subject, unread } from '../support/stories.ts';

const unseen = ending({ id: 'unknown', exitCode: null, reason: null, finishedAt: null, toldAt: null });

it('of a pod that left nothing behind that is said, and not what else is unknown for want of it', () => {
  const seen = evidence(goneStory(), [], { rollout: unread('the workload is not known') });
  const { summary, remediation } = factsOnly(subject({ workload: null }), seen, unseen);
  expect(summary).toBe('web-1: how it ended was not seen; pod web-1 is not in the API, and no event shows its end.');
  expect(remediation).toEqual([
    'what is still known of it: `kubectl -n shop get events --field-selector involvedObject.name=web-1`',
  ]);
});

it('a pod that is there can be described', () => {
  const { remediation } = factsOnly(subject(), evidence(story(pod())), unseen);
  expect(remediation).toEqual(['`kubectl -n shop describe pod web-1`']);
});

it('no advice names a log or a Job that is not there', () => {
  const killed = ending({ id: 'killed-after-grace', exitCode: 137, finishedAt: at(30), tookSeconds: 30 });
  const ended = { ended: { exitCode: 137, finishedAt: at(30) }, before: { exitCode: 143, finishedAt: at(-700) } };
  const about = { subject: subject(), ending: killed, now: at(60) };
  const [gone] = ask(stoppedThenKilled, evidence(goneStory(pod({ containers: [ended] }))), about)?.remediation ?? [];
  expect(gone).toMatch(/: the pod is gone, so look where your logs are collected$/);

  const overdue = pod({ status: { reason: 'DeadlineExceeded' } });
  const bare = { ...about, subject: subject({ controller: null, workload: { kind: 'Pod', name: 'web-1' } }) };
  const [look] = ask(jobDeadline, evidence(story(overdue)), bare)?.remediation ?? [];
  expect(look).toContain('describe pod web-1`');
});

it('of an evicted pod of which nobody says why, just that', () => {
  const evicted = story(pod({ status: { phase: 'Failed', reason: 'Evicted', message: 'Evicted by the agent' } }));
  const warned = event('Evicted', 0, { message: 'Evicted by the agent', fields: { type: 'Warning' } });
  const killed = ending({ id: 'killed-after-grace', exitCode: 137 });
  const { summary, because } = factsOnly(subject(), evidence(evicted, [warned]), killed);
  expect(summary).toBe(
    'web: was still running when its 30 s grace ended and was killed (exit 137); it was evicted, and why is not said.',
  );
  expect(because.map((line) => line.text)).toEqual([
    'the pod\'s `status.reason` is `Evicted`: "Evicted by the agent"',
    `event \`Evicted\` on Pod web-1 at ${at(0)}: "Evicted by the agent"`,
  ]);
});

const running = (restartCount: number) =>
  pod({ status: { containerStatuses: [{ name: 'app', restartCount, state: { running: { startedAt: at(-60) } } }] } });

it('of a container that runs and never stopped just that: its alert is about something else', () => {
  const { summary, because } = factsOnly(subject(), evidence(story(running(0))), unseen);
  expect(summary).toMatch(/^web has not stopped: it runs since .*Z, and was never restarted\.$/);
  expect(because[0]?.sources.map(({ field }) => field)).toEqual([
    'status.containerStatuses[name=app].state.running.startedAt',
    'status.containerStatuses[name=app].restartCount',
  ]);
});

it.each([
  ['was restarted', story(running(1))],
  ['is gone', goneStory(running(0))],
])('but not of one that %s', (_what, seen) => {
  expect(factsOnly(subject(), evidence(seen), unseen).summary).toContain('how it ended was not seen');
});

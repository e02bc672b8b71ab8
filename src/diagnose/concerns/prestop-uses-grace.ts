import { eventsOf, happenedBetween, quoteEvent } from '../../facts/events.ts';
import { cite } from '../../facts/field.ts';
import { preStopSleep, specSeen, type SpecSeen } from '../../facts/pod-spec.ts';
import { containerPatch, templatePatch } from '../../facts/patches.ts';
import { inWords, shift } from '../../facts/time.ts';
import { toldOnNode } from '../../facts/told.ts';
import { whoIs } from '../../facts/words.ts';
import type { Because, Ending, Evidence, PodStory, Subject } from '../../types.ts';
import { defineConcern } from '../cause.ts';

/** From this share of the grace on, what is left for SIGTERM is not worth the name. */
const most = 0.8;

/** The hook ran into the end of the grace: that is when it failed (not at once), and the container took all of it. */
function ranOut(events: Evidence['events'], subject: Subject, ending: Ending): Because | null {
  const { graceSeconds: grace, tookSeconds: took } = ending;
  const told = toldOnNode(ending);
  if (!events.known || told === null || grace === null || took === null || took < grace - 1) return null;
  const usedUp = shift(told, grace * most);
  const failed = eventsOf(events.value, 'FailedPreStopHook', 'Pod', subject.pod ?? '').findLast(({ object }) =>
    happenedBetween(object, usedUp, ending.finishedAt, 2),
  );
  return failed ? quoteEvent(failed) : null;
}

function sleeps(pod: PodStory, seen: SpecSeen | null, grace: number): Because | null {
  const sleep = seen ? preStopSleep(seen) : null;
  if (!sleep || sleep.seconds < grace * most) return null;
  return {
    text: `its preStop hook sleeps ${inWords(sleep.seconds)} of ${inWords(grace)}, and the grace runs meanwhile`,
    sources: cite(pod.path, pod.states.at(-1), sleep.field, 'spec.terminationGracePeriodSeconds'),
  };
}

/** A sleep that leaves room, or else a grace with room for the hook. */
function advice(subject: Subject, seen: SpecSeen | null, grace: number): string {
  if (seen?.spec.lifecycle?.preStop?.sleep)
    return `leave most of the grace to the program: ${containerPatch(subject, { lifecycle: { preStop: { sleep: { seconds: Math.max(1, Math.floor(grace / 4)) } } } })}`;
  const command = templatePatch(subject, { terminationGracePeriodSeconds: grace * 2 });
  return command === null
    ? `set \`terminationGracePeriodSeconds\` to ${grace * 2} where the pod's spec is made, or make the hook shorter`
    : `make the hook shorter, or give both room: \`${command}\``;
}

export const prestopUsesGrace = defineConcern({
  id: 'prestop-uses-grace',
  title: 'preStop uses up the grace',
  description:
    'The preStop hook took the grace period, or at least 80 % of it: SIGTERM comes with what is left, 2 s at least.',
  url: 'https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/#hook-handler-execution',
  grave: false,
  needs: ['pod'],
  wants: ['events'],
  detect: ({ subject, ending, pod, events }) => {
    const grace = ending.graceSeconds;
    if (ending.toldAt === null || grace === null) return null;
    const seen = specSeen(pod.states.at(-1), subject.container);
    const because = ranOut(events, subject, ending) ?? sleeps(pod, seen, grace);
    if (!because) return null;
    return {
      summary: `the preStop hook of ${whoIs(subject)} uses up its ${inWords(grace)} grace`,
      because: [because],
      remediation: [advice(subject, seen, grace)],
    };
  },
});

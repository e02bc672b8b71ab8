/** The pod that a controller took away for a newer revision: who asked, and from which revision to which. */
import type { Because, Finding, KubeEvent, Revision, Rollout, Seen } from '../types.ts';
import { disruptionOf } from './disruption.ts';
import { quoteEvent } from './events.ts';
import { cite } from './field.ts';
import {
  changeInWords,
  deletedAmongMany,
  deletedByController,
  deletionsBy,
  ownRevision,
  recreateSeconds,
  replacedBy,
  revisionLine,
  scaledDown,
} from './revisions.ts';
import { secondsBetween, shift } from './time.ts';
import { mayHaveReplaced, type Updates } from './updates.ts';
import { asSummary, endingInWords, kubectlTarget, nameOf } from './words.ts';

/** `from` is null where the pod's own revision is not kept any more: `kept` says then what shows that `to` is a newer one. */
export type Replacement = {
  rollout: Rollout;
  from: Revision | null;
  to: Revision;
  asked: Seen<KubeEvent>;
  kept: Because[];
};

type Story = Updates & { rollout: Rollout | null };

/**
 * Who says that the controller deleted the pod: its own word (`SuccessfulDelete` naming the pod), or, where such words were combined or
 * lost, the emptied old set's scale-down. A set whose words about other pods are all there would have named this one too.
 */
function askedBy({ subject, ending: { toldAt }, events }: Story, set: Pick<Revision, 'name' | 'replicas'>) {
  const down = scaledDown(events, set.name, toldAt);
  const many = down ? deletedAmongMany(events, subject, toldAt) : null;
  const isSilent = set.replicas === 0 && deletionsBy(events, set.name, toldAt).length === 0;
  return deletedByController(events, subject.pod, toldAt) ?? many ?? (isSilent ? down : null);
}

/**
 * The revision that replaced one which is not kept any more (`revisionHistoryLimit`): it was born after the pod was made, so after the
 * pod's own, and before the pod was told to go. The newest revision is always kept.
 */
function replacedUnseen({ pod, ending, rollout }: Story): Pick<Replacement, 'to' | 'kept'> | null {
  const first = pod.states[0];
  const made = first?.metadata?.creationTimestamp;
  const until = ending.toldAt === null ? null : shift(ending.toldAt, rollout?.recreate ? recreateSeconds : 2);
  const to = rollout?.revisions.findLast(
    ({ createdAt }) => (secondsBetween(made, createdAt) ?? 0) > 0 && (secondsBetween(createdAt, until) ?? -1) >= 0,
  );
  if (!to || !rollout?.own) return null;
  const text = `the pod was made at ${made}, before that revision; its own, \`${rollout.own}\`, is not kept any more`;
  return { to, kept: [{ text, sources: cite(pod.path, first, 'metadata.creationTimestamp') }] };
}

/** From which revision to which a pod's workload rolled out when the pod was told to go. */
function stepOf(story: Story, rollout: Rollout): Pick<Replacement, 'from' | 'to' | 'kept'> | null {
  const from = ownRevision(rollout);
  const to = replacedBy(rollout, story.events, story.ending.toldAt);
  if (from) return to && { from, to, kept: [] };
  const unseen = replacedUnseen(story);
  return unseen && { from: null, ...unseen };
}

/** The newer revision for which the controller deleted the subject's pod; null when it was another's doing. */
export function replacement(story: Story): Replacement | null {
  const { pod, rollout } = story;
  // No rollout sets the condition: whoever did may have ended the pod, in the middle of a rollout too.
  if (!rollout || disruptionOf(pod)) return null;
  const step = stepOf(story, rollout);
  if (!step || !mayHaveReplaced(step.to, rollout, story)) return null;
  const asked = askedBy(story, step.from ?? { name: rollout.own ?? '', replicas: 0 });
  return asked ? { rollout, ...step, asked } : null;
}

/** What a replacement rests on: the revisions, and the controller's word. */
const replacementLines = ({ rollout, from, to, asked, kept }: Replacement): Because[] => [
  revisionLine(rollout, from, to),
  ...kept,
  quoteEvent(asked),
];

/** The finding of a replacement; `how` says in which: `in the rollout to revision 2`. A pod that had to be killed goes first. */
export function replacementFinding(story: Story, replaced: Replacement, how: string): Finding {
  const { subject, ending } = story;
  return {
    summary: asSummary(
      ending.id === 'killed-after-grace'
        ? `${nameOf(subject)}: a pod had to be killed ${how}: it ${endingInWords(ending)}.`
        : `${nameOf(subject)}: a pod was replaced ${how} and ${endingInWords(ending)}.`,
    ),
    because: replacementLines(replaced),
    remediation: [
      `\`kubectl -n ${subject.namespace} rollout history ${kubectlTarget(subject)} --revision=${replaced.to.number}\` shows what was rolled out`,
    ],
  };
}

/** `image v1 → v2` when only tags of the same image changed, else what changed. */
export function shortChange(from: Revision, to: Revision): string {
  return changeInWords(from, to)
    .replaceAll(
      /`([^`]+?):([^`:/]+)` \u2192 `([^`]+?):([^`:/]+)`/g,
      (all: string, a: string, x: string, b: string, y: string) => (a === b ? `${x} → ${y}` : all.replaceAll('`', '')),
    )
    .replaceAll('`', '');
}

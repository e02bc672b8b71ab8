/** The pod that a controller took away for a newer revision: who asked, and from which revision to which. */
import type { Because, Ending, Finding, KubeEvent, PodStory, Revision, Rollout, Seen, Subject } from '../types.ts';
import { disruptionOf } from './disruption.ts';
import { quoteEvent } from './events.ts';
import {
  changeInWords,
  deletedAmongMany,
  deletedByController,
  deletionsBy,
  ownRevision,
  replacedBy,
  revisionLine,
  scaledDown,
} from './revisions.ts';
import { asSummary, endingInWords, kubectlTarget, nameOf } from './words.ts';

export type Replacement = { rollout: Rollout; from: Revision; to: Revision; asked: Seen<KubeEvent> };

type Story = {
  subject: Subject;
  ending: Ending;
  pod: PodStory;
  events: Seen<KubeEvent>[];
  rollout: Rollout | null;
};

/**
 * Who says that the controller deleted the pod: its own word (`SuccessfulDelete` naming the pod), or, where such words were combined or
 * lost, the emptied old set's scale-down. A set whose words about other pods are all there would have named this one too.
 */
function askedBy({ subject, ending: { toldAt }, events }: Story, from: Revision): Seen<KubeEvent> | null {
  const down = scaledDown(events, from.name, toldAt);
  const many = down ? deletedAmongMany(events, subject, toldAt) : null;
  const isSilent = from.replicas === 0 && deletionsBy(events, from.name, toldAt).length === 0;
  return deletedByController(events, subject.pod, toldAt) ?? many ?? (isSilent ? down : null);
}

/** The newer revision for which the controller deleted the subject's pod; null when it was another's doing. */
export function replacement(story: Story): Replacement | null {
  const { ending, pod, events, rollout } = story;
  // No rollout sets the condition: whoever did may have ended the pod, in the middle of a rollout too.
  if (!rollout || disruptionOf(pod)) return null;
  const from = ownRevision(rollout);
  const to = replacedBy(rollout, events, ending.toldAt);
  const asked = from && to ? askedBy(story, from) : null;
  return from && to && asked ? { rollout, from, to, asked } : null;
}

/** What a replacement rests on: the revisions, and the controller's word. */
const replacementLines = ({ rollout, from, to, asked }: Replacement): Because[] => [
  revisionLine(rollout, from, to),
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

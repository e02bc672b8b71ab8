/** The pod that a controller took away for a newer revision: who asked, and from which revision to which. */
import type { Because, Ending, Finding, KubeEvent, Revision, Rollout, Seen, Subject } from '../types.ts';
import { quoteEvent } from './events.ts';
import {
  changeInWords,
  deletedAmongMany,
  deletedByController,
  ownRevision,
  replacedBy,
  revisionLine,
  scaledDown,
} from './revisions.ts';
import { asSummary, endingInWords, kubectlTarget, nameOf } from './words.ts';

export type Replacement = { rollout: Rollout; from: Revision; to: Revision; asked: Seen<KubeEvent> };

type Story = { subject: Subject; ending: Ending; events: Seen<KubeEvent>[]; rollout: Rollout | null };

/**
 * The newer revision for which the controller deleted the subject's pod; null when it was another's doing. The controller's own word
 * counts (`SuccessfulDelete` naming the pod); where similar events were combined, the emptied old set's scale-down does.
 */
export function replacement({ subject, ending, events, rollout }: Story): Replacement | null {
  if (!rollout) return null;
  const from = ownRevision(rollout);
  const to = replacedBy(rollout, events, ending.toldAt);
  if (!from || !to) return null;
  const down = scaledDown(events, from.name, ending.toldAt);
  const many = down ? deletedAmongMany(events, subject, ending.toldAt) : null;
  const asked = deletedByController(events, subject.pod, ending.toldAt) ?? many ?? (from.replicas === 0 ? down : null);
  return asked ? { rollout, from, to, asked } : null;
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

import { statusOf } from '../../facts/containers.ts';
import { cite } from '../../facts/field.ts';
import { undoCommand } from '../../facts/patches.ts';
import { failed, isOfRevision, newRelease, type Release } from '../../facts/release.ts';
import { revisionLine } from '../../facts/revisions.ts';
import { inWords } from '../../facts/time.ts';
import { whoIs } from '../../facts/words.ts';
import type { Because, Evidence, Subject } from '../../types.ts';
import { defineConcern } from '../cause.ts';

/** The pods of the revision before that run without a restart: what is seen of it, and nothing when nothing is. */
function stillWell({ before }: Release, siblings: Evidence['siblings'], subject: Subject): Because[] {
  const well = (siblings.known ? siblings.value : []).flatMap(({ path, object }) => {
    const seen = isOfRevision(object, before) ? statusOf(object, subject.container) : null;
    const runs = seen?.status.state?.running && seen.status.restartCount === 0 && !object.metadata?.deletionTimestamp;
    return seen && runs
      ? [cite(path, object, `${seen.field}.restartCount`, `${seen.field}.state.running.startedAt`)]
      : [];
  });
  if (well.length === 0) return [];
  const pods = well.length === 1 ? '1 pod of it runs' : `${well.length} pods of it run`;
  return [{ text: `revision ${before.number} did not: ${pods} without a restart`, sources: well.flat() }];
}

export const newReleaseFails = defineConcern({
  id: 'new-release',
  title: 'Fails in a new release',
  description:
    'The container fails in the current revision of its workload, which is less than an hour old and not the first.',
  url: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-back-a-deployment',
  grave: false,
  needs: ['pod', 'rollout'],
  wants: ['events', 'siblings'],
  detect: ({ subject, ending, now, pod, rollout, events, siblings }) => {
    const release = newRelease(rollout, now);
    if (!release || !failed({ pod: { known: true, value: pod }, events }, subject, ending)) return null;
    const { before, own, ageSeconds } = release;
    const undo = undoCommand(subject);
    return {
      summary: `${whoIs(subject)} fails in revision ${own.number}, which is ${inWords(Math.round(ageSeconds))} old`,
      because: [revisionLine(release.rollout, before, own), ...stillWell(release, siblings, subject)],
      remediation: [undo ? `back to revision ${before.number}: \`${undo}\`` : `go back to revision ${before.number}`],
    };
  },
});

import { replacement, replacementFinding, shortChange } from '../../facts/replacement.ts';
import { defineCause } from '../cause.ts';

export const rollback = defineCause({
  id: 'rollback',
  title: 'Rollback',
  description:
    'The workload went back to a revision that existed before (`kubectl rollout undo`, or the old template applied again).',
  url: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-back-a-deployment',
  side: 'pod-gone',
  deliberate: true,
  needs: ['pod', 'events', 'rollout'],
  wants: ['owners', 'siblings'],
  detect: (story) => {
    const replaced = replacement(story);
    if (!replaced) return null;
    const { from, to } = replaced;
    // The controller gives the old set a new number; its birth stays older than that of the set it replaces.
    if (!from || to.createdAt >= from.createdAt) return null;
    return replacementFinding(
      story,
      replaced,
      `in the rollback to what is now revision ${to.number} (${shortChange(from, to)})`,
    );
  },
});

import { replacement, replacementFinding, shortChange } from '../../facts/replacement.ts';
import { defineCause } from '../cause.ts';

export const rollout = defineCause({
  id: 'rollout',
  title: 'Rollout',
  description: 'A newer revision of the workload replaced the pod: its controller deleted it to make room.',
  url: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#updating-a-deployment',
  side: 'pod-gone',
  deliberate: true,
  needs: ['pod', 'events', 'rollout'],
  wants: ['owners', 'siblings'],
  detect: (story) => {
    const replaced = replacement(story);
    if (!replaced) return null;
    const { from, to } = replaced;
    // A set that is older than the one it replaces is a rollback; a template that differs in restartedAt only is a restart.
    if (from && to.createdAt < from.createdAt) return null;
    if (from && to.template === from.template && to.restartedAt !== from.restartedAt) return null;
    const change = from ? ` (${shortChange(from, to)})` : '';
    return replacementFinding(story, replaced, `in the rollout to revision ${to.number}${change}`);
  },
});

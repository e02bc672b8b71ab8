import { replacement, replacementFinding } from '../../facts/replacement.ts';
import { defineCause } from '../cause.ts';

export const rolloutRestart = defineCause({
  id: 'rollout-restart',
  title: 'Rollout restart',
  description:
    'Somebody ran `kubectl rollout restart`: the new revision differs from the old one only in `kubectl.kubernetes.io/restartedAt`.',
  url: 'https://kubernetes.io/docs/reference/kubectl/generated/kubectl_rollout/kubectl_rollout_restart/',
  side: 'pod-gone',
  deliberate: true,
  needs: ['pod', 'events', 'rollout'],
  wants: ['owners', 'siblings'],
  detect: (story) => {
    const replaced = replacement(story);
    if (!replaced) return null;
    const { from, to } = replaced;
    if (!from || to.template !== from.template || to.restartedAt === from.restartedAt || to.restartedAt === null)
      return null;
    return replacementFinding(
      story,
      replaced,
      `by a rollout restart (revision ${from.number} → ${to.number}, nothing else changed)`,
    );
  },
});

import { showRevision } from '../../facts/patches.ts';
import { whoIs } from '../../facts/words.ts';
import { failed, newRelease } from '../../facts/release.ts';
import { imageChanges } from '../../facts/revisions.ts';
import { defineConcern } from '../cause.ts';

export const imageChanged = defineConcern({
  id: 'image-changed',
  title: 'Image changed',
  description: 'The container fails in a new release that brought another image than the revision before it.',
  url: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#checking-rollout-history-of-a-deployment',
  grave: false,
  needs: ['pod', 'rollout'],
  wants: ['events'],
  detect: ({ subject, ending, now, pod, rollout, events }) => {
    const release = newRelease(rollout, now);
    if (!release || !failed({ pod: { known: true, value: pod }, events }, subject, ending)) return null;
    const { before, own } = release;
    const changes = imageChanges(before, own);
    if (changes.length === 0) return null;
    const what = changes.map((c) => `${c.container}: \`${c.from}\` → \`${c.to}\``).join(', ');
    return {
      summary: `the image of ${whoIs(subject)} changed from revision ${before.number} to ${own.number}`,
      because: [
        {
          text: `image from revision ${before.number} to ${own.number}, ${what}`,
          sources: [...before.sources, ...own.sources],
        },
      ],
      remediation: [
        `compare the releases: \`diff <(${showRevision(subject, before)}) <(${showRevision(subject, own)})\``,
      ],
    };
  },
});

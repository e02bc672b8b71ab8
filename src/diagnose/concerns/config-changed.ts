import { showRevision } from '../../facts/patches.ts';
import { whoIs } from '../../facts/words.ts';
import { failed, newRelease } from '../../facts/release.ts';
import { envChanges, imageChanges, volumeChanges } from '../../facts/revisions.ts';
import { defineConcern } from '../cause.ts';

export const configChanged = defineConcern({
  id: 'config-changed',
  title: 'Configuration changed',
  description:
    'The container fails in a new release whose template differs from the revision before it in env variables, volumes, or elsewhere than in the image. Names only: values are never read out.',
  url: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#checking-rollout-history-of-a-deployment',
  grave: false,
  needs: ['pod', 'rollout'],
  wants: ['events'],
  detect: ({ subject, ending, now, pod, rollout, events }) => {
    const release = newRelease(rollout, now);
    if (!release || !failed({ pod: { known: true, value: pod }, events }, subject, ending)) return null;
    const { before, own } = release;
    const quoted = (names: string[]): string => names.map((n) => `\`${n}\``).join(', ');
    const [env, volumes] = [envChanges(before, own), volumeChanges(before, own)];
    const named = [
      ...(env.length > 0 ? [`env ${quoted(env)}`] : []),
      ...(volumes.length > 0 ? [`volumes ${quoted(volumes)}`] : []),
    ];
    const elsewhere = imageChanges(before, own).length === 0 && before.template !== own.template;
    if (named.length === 0 && !elsewhere) return null;
    const what = named.join(', ') || 'the template, in neither image, env nor volumes';
    return {
      summary: `the configuration of ${whoIs(subject)} changed from revision ${before.number} to ${own.number}: ${what.replaceAll('`', '')}`,
      because: [
        {
          text: `changed from revision ${before.number} to ${own.number}: ${what}`,
          sources: [...before.sources, ...own.sources],
        },
      ],
      remediation: [
        `compare the releases: \`diff <(${showRevision(subject, before)}) <(${showRevision(subject, own)})\``,
      ],
    };
  },
});

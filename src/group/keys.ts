/** Identities: which incident a diagnosis belongs to, which stop it tells of, and what of it would be news. */
import { joined } from '../facts/keys.ts';
import { stopKey } from '../facts/stop-keys.ts';
import { nameOf } from '../facts/words.ts';
import type { Diagnosis } from '../types.ts';

/** A stop that was meant and one that was not are two stories of a workload; one of which that is not known joins either. */
type Story = 'meant' | 'trouble' | 'unclear';

const storyOf = ({ meant }: Diagnosis): Story => (meant === null ? 'unclear' : meant ? 'meant' : 'trouble');
const joins: Record<Story, Story[]> = {
  meant: ['meant', 'unclear'],
  trouble: ['trouble', 'unclear'],
  unclear: ['unclear', 'trouble', 'meant'],
};

/** Whose story it is: the node's where the cause strikes all of its pods. An alert about nothing in particular is its own. */
function whose({ subject, scope }: Diagnosis, fingerprint: string): string[] {
  const { cluster, namespace, workload, pod, node } = subject;
  if (node !== null && (scope === 'node' || (workload === null && pod === null)))
    return [cluster ?? '', '', `Node/${node}`];
  const who = workload ? `${workload.kind}/${workload.name}` : pod ? `Pod/${pod}` : `alert/${fingerprint}`;
  return [cluster ?? '', namespace ?? '', who];
}

/** The keys of the incidents that a diagnosis may join, its own first. Alertmanager's groupKey is no part of them: it differs by route. */
export function incidentKeys(diagnosis: Diagnosis, fingerprint: string): string[] {
  const place = whose(diagnosis, fingerprint);
  return joins[storyOf(diagnosis)].map((story) => joined(...place, story));
}

/** The key after a diagnosis joined: an incident of which nobody knew what it was gets its story from the first that does. */
export function keyAfter(open: string, [own = open]: string[]): string {
  return open.endsWith('|unclear') ? own : open;
}

/** `shop/web`; empty for an alert that names neither. */
export const workloadKey = ({ subject }: Diagnosis): string =>
  subject.workload || subject.pod ? `${subject.namespace ?? ''}/${nameOf(subject)}` : '';

/** `shop/web-1`: a node's incident can have pods of several namespaces. */
const podKey = ({ subject: { namespace, pod } }: Diagnosis): string | null =>
  pod === null ? null : `${namespace ?? ''}/${pod}`;

/** A stop as the store remembers it. */
export const stopOf = (diagnosis: Diagnosis): { stop: string; pod: string | null; workload: string } => ({
  stop: stopKey(diagnosis),
  pod: podKey(diagnosis),
  workload: workloadKey(diagnosis),
});

/** Ends that are nobody's news beside the cause that is already told. */
const quiet = new Set(['unknown', 'stopped-in-time']);

/** What a diagnosis would tell that an incident may not have told yet: cause, a bad end, which container, which revision. */
export function tellingOf({ cause, ending, subject, revision, verdict }: Diagnosis): string {
  const end = quiet.has(ending.id) && verdict !== 'investigate' ? '' : ending.id;
  return [cause ?? '', end, subject.container ?? '', revision?.number ?? ''].join('/');
}

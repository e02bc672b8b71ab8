/** Decisions → incidents: one per workload and cause. */
import { isWorse } from '../facts/verdicts.ts';
import { nameOf } from '../facts/words.ts';
import type { Decision, Diagnosis, Incident, Standing } from '../types.ts';

/** How many stops and pods an incident lists; the oldest go first. */
const listed = 200;

/** The identity of the incident that a diagnosis belongs to. An alert about nothing in particular is its own story. */
export function incidentKey(diagnosis: Diagnosis, fingerprint: string): string {
  const { cluster, namespace, workload, pod } = diagnosis.subject;
  const who = workload ? `${workload.kind}/${workload.name}` : pod ? `Pod/${pod}` : `alert/${fingerprint}`;
  return [cluster ?? '', namespace ?? '', who, diagnosis.cause ?? `no-cause/${diagnosis.ending.id}`].join('|');
}

/** The very stop a diagnosis tells of: the pod, the container and when it ended (or was told to, or that it could not start). */
export function stopKey(diagnosis: Diagnosis): string {
  const { subject, ending } = diagnosis;
  return [
    subject.uid ?? subject.pod ?? '',
    subject.container ?? '',
    ending.finishedAt ?? ending.toldAt ?? ending.reason ?? '',
  ].join('/');
}

export const appended = (list: string[], item: string | null): string[] =>
  item === null || list.includes(item) ? list : [...list, item].slice(-listed);

function opened(key: string, diagnosis: Diagnosis, standing: Standing, now: string): Incident {
  return {
    key,
    title: nameOf(diagnosis.subject),
    verdict: diagnosis.verdict,
    diagnosis,
    pods: appended([], diagnosis.subject.pod),
    stops: [stopKey(diagnosis)],
    alerts: 1,
    openedAt: now,
    lastSeenAt: now,
    resolvedAt: standing.resolvedAt,
  };
}

/**
 * The incident after this alert: a new one, or the open one grown by it. The worst diagnosis stays the story that is told; among
 * equals the newest does.
 * @param now RFC 3339
 */
export function group(
  diagnosis: Diagnosis,
  decision: Decision,
  standing: Standing,
  key: string,
  now: string,
): Incident {
  const { open } = standing;
  if (!open) return opened(key, diagnosis, standing, now);
  const silent = decision.action === 'suppress';
  const better = isWorse(open.verdict, diagnosis.verdict);
  return {
    ...open,
    verdict: better ? open.verdict : diagnosis.verdict,
    diagnosis: silent || better ? open.diagnosis : diagnosis,
    pods: appended(open.pods, diagnosis.subject.pod),
    stops: appended(open.stops, stopKey(diagnosis)),
    alerts: open.alerts + 1,
    lastSeenAt: now,
  };
}

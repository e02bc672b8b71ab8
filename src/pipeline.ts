/**
 * The whole flow on one screen. What comes before it: a webhook's alert, kept in the inbox. What comes after it: the outbox and
 * `deliver`. Looking asks the cluster; judging is pure and synchronous.
 *
 *   identify ─▶ Subject ─ gather ─▶ Evidence ─ redact ─▶ diagnose ─▶ Diagnosis ─ decide ─▶ Decision ─ group ─▶ Incident ─ compose ─▶ Message
 */
import { firstLine } from './compose/compose.ts';
import { decide, isHidden, momentOf, raised } from './decide/decide.ts';
import { diagnose } from './diagnose/diagnose.ts';
import { gather, type Gathered } from './gather/gather.ts';
import { nothingRead } from './gather/nothing-read.ts';
import { all, type Sample } from './gather/sample.ts';
import { amend } from './group/amend.ts';
import { withItsPast } from './facts/stop-keys.ts';
import { isWorse } from './facts/verdicts.ts';
import { group, incidentKeys, stopOf } from './group/group.ts';
import { identify } from './identify/identify.ts';
import type { Cluster, Metrics, Redactor } from './ports.ts';
import { redactEvidence } from './redact/redact.ts';
import { newsOf, type Saying, sayings, tellsRaised } from './sayings.ts';
import { labelsOf } from './facts/labels.ts';
import type { Alert, Decision, Diagnosis, Evidence, EvidenceKind, Hints, Incident } from './types.ts';
import type { Policy, Standing, Subject } from './types.ts';

export { composeDetails, composeStorm } from './compose/storm.ts';
export { composeDigest } from './compose/digest.ts';
export { composeDeployment, composeWindowDigest, speaksUp } from './compose/deployment.ts';
export { type DeploymentSeen, isSelected, readDeployment, selectorOf } from './gather/deployment.ts';
export { isTelling, stormStories } from './group/storm.ts';
export { composeIncident } from './compose/compose.ts';
export { newSamples, sampleOf, type Samples } from './gather/sample.ts';
export { glimpseBack, glimpseNow, type Glimpse, type Pods } from './gather/glimpse.ts';
export { verdictOf } from './diagnose/verdict.ts';
export type { Saying } from './sayings.ts';
export { decide, isHidden, observedWindow, settleMsOf, windowRuleFor } from './decide/decide.ts';

/** `missed`: something that decides was asked for at a bad moment; another look may see more. */
export type Looked = { alert: Alert; subject: Subject; evidence: Evidence; missed: boolean };
/** The very stop that was told, as the store remembers it. */
export type Stop = ReturnType<typeof stopOf>;
/** What an alert turned out to be, for whoever reads the past for it. `at` is the stop's moment, milliseconds. */
export type Found = { diagnosis: Diagnosis; labels: Record<string, string>; keys: string[]; stop: Stop; at: number };
/** `line` is the incident's first line in plain text. Of a hidden stop the incident is what would have been told. */
export type Explained = Found & {
  decision: Decision;
  incident: Incident;
  line: string;
  say: Saying[];
};

/**
 * What decides causes and ends, and is the API server's to tell. What a kubelet or a metrics-server answers is not worth another look: it
 * may be away for good.
 */
const decisive = ['pod', 'lastWords', 'events', 'rollout', 'owners', 'node', 'nodeEvents'] as const;
const isPassing = (reading: Evidence[EvidenceKind]): boolean => !reading.known && reading.passing === true;

async function lookedAt(alert: Alert, { subject, evidence }: Gathered, redact: Redactor): Promise<Looked> {
  const missed = decisive.some((kind) => isPassing(evidence[kind]));
  return { alert, subject, evidence: await redactEvidence(evidence, redact), missed };
}

/** Whether it is to be looked at again: what is missing may be read later, and would say more than is known without it. */
export const isUnexplained = ({ missed, evidence }: Looked, { cause, verdict }: Diagnosis): boolean =>
  missed && (!evidence.pod.known || cause === null || verdict === 'undetermined');

/** Reads what the cluster knows about an alert, with secrets taken out. `cluster` and `metrics` are a batch's readers. */
export async function look(
  alert: Alert,
  cluster: Cluster,
  redact: Redactor,
  metrics: Metrics | null = null,
  sample: Sample = all,
): Promise<Looked> {
  return lookedAt(alert, await gather(identify(alert), alert, cluster, null, metrics, sample), redact);
}

/** Looks once more at a container that was not seen to end: the very one, with what earlier looks know. */
export async function lookAgain(
  alert: Alert,
  cluster: Cluster,
  redact: Redactor,
  hints: Hints,
  metrics: Metrics | null = null,
): Promise<Looked> {
  const { pod, uid, container } = hints;
  const whom = { ...identify(alert), pod, uid, container };
  return lookedAt(alert, await gather(whom, alert, cluster, hints, metrics), redact);
}

/** An alert of which nothing can be read: it is posted as it came, saying why. */
export async function lookAway(alert: Alert, why: string, redact: Redactor): Promise<Looked> {
  const evidence = await redactEvidence(nothingRead(alert, why), redact);
  return { alert, subject: identify(alert), evidence, missed: false };
}

/**
 * What a decision makes of a diagnosis: a hidden stop joins nothing that was told.
 * @param raised set for a stop that was hidden: an incident that it opens says so, one that it joins says so in a reply, once for each deployment
 */
function told(of: Found, decision: Decision, standing: Standing, now: string, raised?: Incident['raised']): Explained {
  const { diagnosis, keys } = of;
  const hidden = isHidden(decision);
  const grown = group(diagnosis, decision, hidden ? { ...standing, open: null } : standing, keys, now);
  const incident = raised ? { ...grown, told: [...new Set([...grown.told, tellsRaised(decision)])].slice(-50) } : grown;
  const spoken = raised ? { ...incident, raised: { ...raised, stop: of.stop.stop } } : incident;
  const say = hidden ? [] : sayings(spoken, diagnosis, decision, standing);
  // One that was hidden, and opened for that, tells of the stop that it shows why that is told.
  const isShown = incident.raised !== undefined && incident.diagnosis === diagnosis;
  const kept = standing.open && !isShown ? incident : spoken;
  return { ...of, decision, incident: kept, line: firstLine(spoken), say };
}

function found(diagnosis: Diagnosis, alert: Alert, now: string): Found {
  const keys = incidentKeys(diagnosis, alert.fingerprint);
  const at = momentOf(diagnosis, alert.startsAt, now);
  return { diagnosis, labels: labelsOf(diagnosis, alert), keys, stop: stopOf(diagnosis), at };
}

/**
 * From evidence to what is said. `standingOf` reads the past for this diagnosis: the incident that it joins, by the keys of those it
 * may join, whether that told this very stop, and the deployments that were announced.
 * @param now RFC 3339
 */
export function judge(
  { subject, evidence, alert }: Looked,
  standingOf: (found: Found) => Standing,
  policy: Policy,
  now: string,
): Explained {
  const of = found(diagnose(subject, evidence, now, policy.verdicts), alert, now);
  const standing = standingOf(of);
  return told(of, decide(of.diagnosis, of.labels, standing, policy, of.at), standing, now);
}

/** When a stop was hidden (RFC 3339), and in which deployment. */
export type HiddenAs = { at: string; window: Decision['window'] };

/**
 * Tells a stop that was hidden: it fires still when its deployment is over, or somebody wants to see it.
 * @param why a clause for its first line, after the workload's name
 */
export function tellAfterAll(
  { diagnosis, alert, hidden, why }: { diagnosis: Diagnosis; alert: Alert; hidden: HiddenAs; why: string },
  standingOf: (found: Found) => Standing,
  policy: Policy,
  now: string,
): Explained {
  const of = found(diagnosis, alert, now);
  const standing = standingOf(of);
  const decision = { ...raised(diagnosis, of.labels, standing, policy, why), window: hidden.window };
  return told(of, decision, standing, now, { hiddenAt: hidden.at, why });
}

/** `changed`: what was told is now told differently. */
export type Again = {
  diagnosis: Diagnosis;
  incident: Incident;
  stop: Stop;
  changed: boolean;
  line: string;
  say: Saying[];
};

/**
 * What a later look makes of an incident: its message is edited when the story changed, and a worse verdict is said in the thread too.
 * It is the same alert: nothing is counted again.
 * @param now RFC 3339
 */
export function judgeAgain(looked: Looked, told: Incident, policy: Policy, now: string): Again {
  const diagnosis = diagnose(looked.subject, looked.evidence, now, policy.verdicts);
  const { incident: next, changed } = amend(told, diagnosis, incidentKeys(diagnosis, looked.alert.fingerprint), now);
  const incident = changed ? withItsPast(told, next) : next;
  const worse = isWorse(incident.verdict, told.verdict);
  const how = { broadcast: true, readAtLast: told.verdict === 'undetermined' };
  const say: Saying[] = [{ kind: 'update' }, ...(worse ? newsOf(incident, incident.diagnosis, how) : [])];
  return { diagnosis, incident, stop: stopOf(diagnosis), changed, line: firstLine(incident), say: changed ? say : [] };
}

/** The incident once nothing in it fires any more. */
export const resolve = (incident: Incident, at: string): Incident => ({ ...incident, resolvedAt: at });

/** What a recording is made of, with secrets taken out as they are of evidence. */
export function withoutSecrets<T extends object>(read: T, redact: Redactor): Promise<T> {
  return redactEvidence(read as unknown as Evidence, redact) as unknown as Promise<T>;
}

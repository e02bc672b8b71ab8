/**
 * The whole flow on one screen. What comes before it: a webhook's alert, kept in the inbox. What comes after it: the outbox and
 * `deliver`. Looking asks the cluster; judging is pure and synchronous.
 *
 *   identify ─▶ Subject ─ gather ─▶ Evidence ─ redact ─▶ diagnose ─▶ Diagnosis ─ decide ─▶ Decision ─ group ─▶ Incident ─ compose ─▶ Message
 */
import { composeIncident, composeLog, firstLine } from './compose/compose.ts';
import { decide } from './decide/decide.ts';
import { diagnose } from './diagnose/diagnose.ts';
import { gather, nothingRead } from './gather/gather.ts';
import { amend } from './group/amend.ts';
import { isWorse } from './facts/verdicts.ts';
import { group, incidentKey, stopKey } from './group/group.ts';
import { identify } from './identify/identify.ts';
import type { Cluster, Redactor } from './ports.ts';
import { redactEvidence } from './redact/redact.ts';
import type { Alert, Decision, Diagnosis, Evidence, Hints, Incident, Message, Standing, Subject } from './types.ts';

export { glimpseBack, glimpseNow, type Glimpse } from './gather/glimpse.ts';

export type Looked = { alert: Alert; subject: Subject; evidence: Evidence };
export type Saying = { kind: 'parent' | 'reply' | 'update'; message: Message };
/** `line` is the incident's first line in plain text. */
export type Explained = { diagnosis: Diagnosis; decision: Decision; incident: Incident; line: string; say: Saying[] };

/** Reads what the cluster knows about an alert, with secrets taken out. `cluster` is a batch's reader. */
export async function look(alert: Alert, cluster: Cluster, redact: Redactor): Promise<Looked> {
  const { subject, evidence } = await gather(identify(alert), alert, cluster);
  return { alert, subject, evidence: await redactEvidence(evidence, redact) };
}

/** Looks once more at a container that was not seen to end: the very one, with what earlier looks know. */
export async function lookAgain(alert: Alert, cluster: Cluster, redact: Redactor, hints: Hints): Promise<Looked> {
  const { pod, uid, container } = hints;
  const { subject, evidence } = await gather({ ...identify(alert), pod, uid, container }, alert, cluster, hints);
  return { alert, subject, evidence: await redactEvidence(evidence, redact) };
}

/** An alert of which nothing can be read: it is posted as it came, saying why. */
export async function lookAway(alert: Alert, why: string, redact: Redactor): Promise<Looked> {
  return { alert, subject: identify(alert), evidence: await redactEvidence(nothingRead(alert, why), redact) };
}

/** What is said of an incident after an alert: a message and its log, an edit, or news when it got worse. */
function sayings(incident: Incident, decision: Decision, standing: Standing): Saying[] {
  const message = composeIncident(incident);
  const log = composeLog(incident);
  const inThread: Saying[] = log ? [{ kind: 'reply', message: log }] : [];
  if (!standing.open) return [{ kind: 'parent', message }, ...inThread];
  if (decision.action === 'suppress') return [];
  // An edit rings nobody's phone: a stop that makes the story worse is also said in the thread.
  const worse = incident.verdict !== standing.open.verdict;
  return [{ kind: 'update', message }, ...(worse ? [{ kind: 'reply' as const, message }, ...inThread] : [])];
}

/**
 * From evidence to what is said. `standingOf` reads the past for this diagnosis: the open incident of its key and whether it told
 * this very stop.
 * @param now RFC 3339
 */
export function judge(looked: Looked, standingOf: (key: string, stop: string) => Standing, now: string): Explained {
  const diagnosis = diagnose(looked.subject, looked.evidence, now);
  const key = incidentKey(diagnosis, looked.alert.fingerprint);
  const standing = standingOf(key, stopKey(diagnosis));
  const decision = decide(diagnosis, standing);
  const incident = group(diagnosis, decision, standing, key, now);
  return { diagnosis, decision, incident, line: firstLine(incident), say: sayings(incident, decision, standing) };
}

/** `changed`: what was told is now told differently. */
export type Again = { diagnosis: Diagnosis; incident: Incident; changed: boolean; line: string; say: Saying[] };

/**
 * What a later look makes of an incident: its message is edited when the story changed, and a worse verdict is said in the thread too.
 * It is the same alert: nothing is counted again.
 * @param now RFC 3339
 */
export function judgeAgain(looked: Looked, told: Incident, now: string): Again {
  const diagnosis = diagnose(looked.subject, looked.evidence, now);
  const { incident, changed } = amend(told, diagnosis, now);
  const message = composeIncident(incident);
  const say: Saying[] = [{ kind: 'update', message }];
  if (isWorse(incident.verdict, told.verdict)) say.push({ kind: 'reply', message });
  return { diagnosis, incident, changed, line: firstLine(incident), say: changed ? say : [] };
}

/** The incident once nothing in it fires any more, and its message. */
export function resolve(incident: Incident, at: string): { incident: Incident; message: Message } {
  const resolved = { ...incident, resolvedAt: at };
  return { incident: resolved, message: composeIncident(resolved) };
}

/** What a recording is made of, with secrets taken out as they are of evidence. */
export function withoutSecrets<T extends object>(read: T, redact: Redactor): Promise<T> {
  return redactEvidence(read as unknown as Evidence, redact) as unknown as Promise<T>;
}

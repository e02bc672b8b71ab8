/** No cause matched: what was seen, and no guess. */
import { statusOf } from '../facts/containers.ts';
import { evictionOf } from '../facts/disruption.ts';
import { quoteEvent } from '../facts/events.ts';
import { exitInWords } from '../facts/exit-codes.ts';
import { cite } from '../facts/field.ts';
import { isOpen } from '../facts/how-ended.ts';
import { asSummary, endingInWords, whoIs } from '../facts/words.ts';
import type { Because, Ending, Evidence, Finding, Subject } from '../types.ts';

/** How many events to quote when they are all there is. */
const quoted = 3;

function lastEvents(evidence: Evidence, subject: Subject): Because[] {
  if (!evidence.events.known) return [];
  const routine = new Set(['Pulled', 'Pulling', 'Created', 'Started', 'Scheduled']);
  const about = evidence.events.value.filter(
    ({ object: e }) => e.involvedObject?.name === subject.pod && !routine.has(e.reason ?? ''),
  );
  return about.slice(-quoted).map(quoteEvent);
}

function podLine(evidence: Evidence): Because[] {
  const story = evidence.pod.known ? evidence.pod.value : null;
  const reason = story?.states.at(-1)?.status?.reason;
  if (!story || !reason) return [];
  return [
    {
      text: `the pod's \`status.reason\` is \`${reason}\``,
      sources: [{ path: story.path, field: 'status.reason', value: reason }],
    },
  ];
}

/** The alert's own name and reason, so that even an alert nothing is known about says what it was. */
function alertLine(evidence: Evidence): Because[] {
  if (!evidence.webhook.known) return [];
  const { labels, event, startsAt, field } = evidence.webhook.value;
  if (event)
    return [
      {
        text: `event \`${event.reason ?? '?'}\` came in for it`,
        sources: [{ path: 'webhook', field: 'reason', value: event.reason ?? null }],
      },
    ];
  const name = labels.alertname;
  return name
    ? [
        {
          text: `alert \`${name}\` fires since ${startsAt}`,
          sources: [{ path: 'webhook', field: `${field}.labels.alertname`, value: name }],
        },
      ]
    : [];
}

/** An exit code that was seen is said, also where nobody could tell whether the container was told to stop. */
function endedInWords(ending: Ending): string {
  if (ending.id !== 'unknown' || ending.stuckSeconds !== undefined) return endingInWords(ending);
  return ending.exitCode === null ? 'how it ended was not seen' : `ended (${exitInWords(ending.exitCode)})`;
}

/** The pod left nothing behind but its name: neither an object nor an event. */
function leftNothing({ pod, events }: Evidence, ending: Ending): boolean {
  if (!pod.known || !events.known || ending.id !== 'unknown' || ending.toldAt !== null) return false;
  return pod.value.presence === 'gone' && pod.value.states.length === 0;
}

/** A pod that is gone cannot be described any more; what its namespace still says of it can be read. */
function lookThere({ namespace, pod }: Subject, { pod: story }: Evidence): string[] {
  if (pod === null) return [];
  const gone = story.known && story.value.presence === 'gone';
  return [
    gone
      ? `what is still known of it: \`kubectl -n ${namespace} get events --field-selector involvedObject.name=${pod}\``
      : `\`kubectl -n ${namespace} describe pod ${pod}\``,
  ];
}

/** An alert about a node itself: lastword explains containers, so it says what stands there and judges nothing. */
function nodeOnly(node: string, evidence: Evidence): Finding {
  const alert = evidence.webhook.known ? evidence.webhook.value.labels['alertname'] : undefined;
  const conditions = evidence.node.known ? (evidence.node.value.object.status?.conditions ?? []) : [];
  const unwell = conditions.filter((c) => (c.type === 'Ready' ? c.status !== 'True' : c.status === 'True'));
  const state = !evidence.node.known
    ? evidence.node.why
    : unwell.length === 0
      ? 'it is Ready, without pressure'
      : unwell.map((c) => `${c.type} is ${c.status} since ${c.lastTransitionTime ?? 'an unknown time'}`).join(', ');
  return {
    summary: asSummary(`node ${node}: ${alert ? `${alert} fires; ` : ''}${state}.`),
    because: alertLine(evidence),
    remediation: [`\`kubectl describe node ${node}\``],
  };
}

/** What its kubelet said of an eviction without a word that tells why; none of a pod that was not evicted. */
function evictionLines({ pod, events }: Evidence, subject: Subject): Because[] {
  const eviction = pod.known ? evictionOf(pod.value, events.known ? events.value : [], subject.pod) : null;
  return eviction?.kind === 'unsaid' ? eviction.because : [];
}

/** Why there is no cause, as the second half of a summary. */
function whyNone(subject: Subject, evidence: Evidence, ending: Ending, isEvicted: boolean): string {
  if (isEvicted) return 'it was evicted, and why is not said';
  if (leftNothing(evidence, ending)) return `pod ${subject.pod} is not in the API, and no event shows its end`;
  const missing = (['pod', 'events', 'rollout'] as const).flatMap((kind) =>
    evidence[kind].known ? [] : [evidence[kind].why],
  );
  if (missing.length > 0) return `why could not be read: ${missing[0]}`;
  return isOpen(ending)
    ? 'whether it was told to stop cannot be said'
    : 'the cause is not one that lastword recognises';
}

/** A container that runs and never stopped: an alert about it is about something else. Null for every other one. */
function neverStopped({ pod, webhook }: Evidence, { container }: Subject, { toldAt }: Ending): Because | null {
  const story = pod.known && pod.value.presence === 'present' && !pod.value.successor ? pod.value : null;
  const last = story?.states.at(-1);
  const seen = last ? statusOf(last, container) : null;
  const since = seen?.status.state?.running?.startedAt;
  const isOfStop = webhook.known && webhook.value.event !== null;
  if (!story || !seen || !since || toldAt !== null || seen.status.restartCount !== 0 || isOfStop) return null;
  const sources = cite(story.path, last, `${seen.field}.state.running.startedAt`, `${seen.field}.restartCount`);
  return { text: `it runs since ${since}, and was never restarted`, sources };
}

/** What can be said without a cause. */
export function factsOnly(subject: Subject, evidence: Evidence, ending: Ending): Finding {
  if (subject.pod === null && subject.workload === null && subject.node !== null)
    return nodeOnly(subject.node, evidence);
  const runs = neverStopped(evidence, subject, ending);
  if (runs)
    return {
      summary: asSummary(`${whoIs(subject)} has not stopped: ${runs.text}.`),
      because: [runs, ...alertLine(evidence)],
      remediation: lookThere(subject, evidence),
    };
  const evicted = evictionLines(evidence, subject);
  const lines = [...(evicted.length > 0 ? evicted : podLine(evidence)), ...lastEvents(evidence, subject)];
  const because = [...new Map(lines.map((line) => [line.text, line])).values()];
  return {
    summary: asSummary(
      `${whoIs(subject)}: ${endedInWords(ending)}; ${whyNone(subject, evidence, ending, evicted.length > 0)}.`,
    ),
    because: because.length > 0 ? because : alertLine(evidence),
    remediation: lookThere(subject, evidence),
  };
}

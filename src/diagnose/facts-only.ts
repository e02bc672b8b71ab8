/** No cause matched: what was seen, and no guess. */
import { quoteEvent } from '../facts/events.ts';
import { exitInWords } from '../facts/exit-codes.ts';
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
  if (ending.id !== 'unknown') return endingInWords(ending);
  return ending.exitCode === null ? 'how it ended was not seen' : `ended (${exitInWords(ending.exitCode)})`;
}

/** What can be said without a cause. */
export function factsOnly(subject: Subject, evidence: Evidence, ending: Ending): Finding {
  const ended = endedInWords(ending);
  const missing = (['pod', 'events', 'rollout'] as const).flatMap((kind) =>
    evidence[kind].known ? [] : [evidence[kind].why],
  );
  const why =
    missing.length > 0 ? `why could not be read: ${missing[0]}` : 'the cause is not one that lastword recognises';
  const because = [...podLine(evidence), ...lastEvents(evidence, subject)];
  return {
    summary: asSummary(`${whoIs(subject)}: ${ended}; ${why}.`),
    because: because.length > 0 ? because : alertLine(evidence),
    remediation: subject.pod ? [`\`kubectl -n ${subject.namespace} describe pod ${subject.pod}\``] : [],
  };
}

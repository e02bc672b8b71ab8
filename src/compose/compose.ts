/** Incident → what the person on call reads: verdict first, then why, then what to do; the log goes into the thread. */
import { statusCommand } from '../facts/patches.ts';
import { isPastOf } from '../facts/stop-keys.ts';
import type { Incident, Message, SlackBlock } from '../types.ts';
import { context, fit, section, sections } from './blocks.ts';
import { clean, code, date, named, prose, truncate, unformatted } from './escape.ts';
import { whyInWords } from './why.ts';
import { endInWords, evidenceInWords, lookOf, looks, openFor, plural, summaryOf, whyRaised } from './words.ts';

/** How many lines of a list somebody on call reads, and how long they may be. The page shows all, with their sources. */
const lists = {
  why: { title: 'Why', lines: 12, length: 400 },
  unchecked: { title: 'Not checked', lines: 6, length: 300 },
  // A command that is cut can not be pasted: fewer and longer.
  todo: { title: 'Do', lines: 6, length: 900 },
} as const;

/** A titled list; nothing when it is empty. */
function list({ title, lines: most, length }: (typeof lists)[keyof typeof lists], texts: string[]): SlackBlock[] {
  const distinct = [...new Set(texts)];
  const rest = distinct.length - most;
  const bullets = distinct.slice(0, most).map((text) => `• ${prose(text, length)}`);
  return distinct.length === 0 ? [] : sections([`*${title}*`, ...bullets, ...(rest > 0 ? [`… and ${rest} more`] : [])]);
}

function why({ diagnosis }: Incident): SlackBlock[] {
  return list(lists.why, whyInWords(diagnosis));
}

/** What could not be read is said, never guessed. One reason for several is said once. */
function unchecked({ diagnosis }: Incident): SlackBlock[] {
  const reasons = Map.groupBy(diagnosis.unchecked, ({ why: reason }) => reason);
  const lines = [...reasons].map(
    ([reason, of]) => `${of.map(({ evidence }) => evidenceInWords[evidence]).join(', ')}: ${reason}`,
  );
  return list(lists.unchecked, lines);
}

/** An expected stop is told only when something speaks against leaving it at that: what to look at is how its workload stands now. */
function lookNow({ raised, verdict, diagnosis: { subject } }: Incident): string[] {
  const command = raised && verdict === 'expected' ? statusCommand(subject) : null;
  return command === null ? [] : [`how it stands now: \`${command}\``];
}

function todo(incident: Incident): SlackBlock[] {
  const { remediation, concerns } = incident.diagnosis;
  return list(lists.todo, [
    ...lookNow(incident),
    ...remediation,
    ...concerns.flatMap((concern) => concern.remediation),
  ]);
}

function podsInWords({ pods, podCount, diagnosis }: Incident): string[] {
  const names = pods.length > 0 ? pods : diagnosis.subject.pod === null ? [] : [diagnosis.subject.pod];
  const [first] = names;
  if (first === undefined) return [];
  const count = Math.max(podCount, names.length);
  if (count === 1) return [`pod ${code(first)}`];
  const more = count > 5 ? ` and ${count - 5} more` : '';
  return [`${count} pods: ${names.slice(0, 5).map(code).join(', ')}${more}`];
}

/** The workload's kind and name; of several, which a node has struck, all as far as they fit. */
function workloadsInWords({ workloads, workloadCount, diagnosis: { subject } }: Incident): string[] {
  if (workloadCount < 2)
    return subject.workload === null ? [] : [code(`${subject.workload.kind}/${subject.workload.name}`)];
  const more = workloadCount > 10 ? ` and ${workloadCount - 10} more` : '';
  return [`${workloadCount} workloads: ${workloads.slice(0, 10).map(code).join(', ')}${more}`];
}

/** Whom it is about, in Kubernetes' words. */
function whom(incident: Incident): SlackBlock {
  const { revision, subject } = incident.diagnosis;
  const { cluster, namespace, container, node } = subject;
  return context(
    ...named('cluster', cluster),
    ...named('namespace', namespace),
    ...workloadsInWords(incident),
    ...(revision === null ? [] : [`revision ${revision.number}, since ${date(revision.since)}`]),
    ...podsInWords(incident),
    ...named('container', container),
    ...named('node', node),
  );
}

/** What was said first, where a later look at the stop showed otherwise: at its end, or at all of it where nothing could be read. */
const revisedInWords = ({ revised, verdict, diagnosis }: Incident): string[] =>
  isPastOf(revised, diagnosis) && revised.from !== verdict
    ? [`first said \`${looks[revised.from].word}\`, looked at again ${date(revised.at)}`]
    : [];

/** Since when a stop was hidden that is told after all: the one that is shown, or another. */
function raisedInWords(incident: Incident): string[] {
  const { raised, diagnosis } = incident;
  if (!raised) return [];
  const which = isPastOf(raised, diagnosis) ? '' : 'another of its stops was ';
  return [`${which}hidden from ${date(raised.hiddenAt)} on, told now: ${prose(whyRaised(raised, incident), 300)}`];
}

/** Since when, how often, what was made of it; and, once it is over, when that was. */
function standing(incident: Incident): SlackBlock {
  const { diagnosis, alerts, openedAt, lastSeenAt, resolvedAt, reopened } = incident;
  const ended = endInWords(diagnosis.ending);
  const open = openFor(incident);
  return context(
    `${diagnosis.cause === null ? 'cause not determined' : `cause ${code(diagnosis.cause)}`}, ending ${code(diagnosis.ending.id)}${ended === null ? '' : ` (${unformatted(clean(ended))})`}`,
    ...revisedInWords(incident),
    ...raisedInWords(incident),
    `${plural(alerts, 'alert')}, first ${date(openedAt)}${alerts > 1 ? `, last ${date(lastSeenAt)}` : ''}`,
    ...(reopened > 0 ? [`came back ${reopened === 1 ? 'once' : `${reopened} times`} after it had resolved`] : []),
    ...(resolvedAt === null ? [] : [`resolved ${date(resolvedAt)}${open === null ? '' : `, open for ${open}`}`]),
  );
}

/** `🔴 Investigate · <summary>` in plain text, for terminals and locked phones. */
export function firstLine(incident: Incident): string {
  const { emoji, word } = lookOf(incident);
  return truncate(`${emoji} ${word} · ${clean(summaryOf(incident)).replaceAll('`', '')}`, 400);
}

/** The message of an incident; with `resolvedAt` set it says so and keeps the story. Always within Slack's limits. */
export function composeIncident(incident: Incident): Message {
  const { emoji, word, color } = lookOf(incident);
  const text = unformatted(firstLine(incident));
  const blocks = [...why(incident), ...unchecked(incident), ...todo(incident), whom(incident), standing(incident)];
  return fit({
    text,
    blocks: [section(`${emoji} *${word} · ${prose(summaryOf(incident), 600)}*`)],
    attachments: [{ color, fallback: text, blocks }],
  });
}

export { composeLog } from './log.ts';
export { toText } from './text.ts';

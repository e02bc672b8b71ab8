/** A storm's incidents one by one, for its thread: who, why, how it ended, and what the log said. */
import { lastLine, tellingLine } from '../facts/log-reading.ts';
import { isWorse } from '../facts/verdicts.ts';
import type { Incident, Message, SlackBlock } from '../types.ts';
import { context, fence, fit, limits, section } from './blocks.ts';
import { clean, code, date, prose, truncate, unformatted } from './escape.ts';
import { clustersIn, nameIn, tale } from './storm-words.ts';
import { type Look, lookOf, plural } from './words.ts';

/** Room for one more story's blocks below Slack's limits. */
const detailsRoom = { characters: limits.total - 1500, blocks: limits.blocks - 4 };

const ofRevision = ({ diagnosis: { revision } }: Incident): string =>
  revision === null ? '' : `, revision ${revision.number} since ${date(revision.since)}`;

/** The line of the log that tells most, as it stands there. */
function logLine({ diagnosis: { log } }: Incident): string | null {
  const line = log ? (tellingLine(log) ?? lastLine(log)) : null;
  return line === null ? null : truncate(line.text.trim(), 500);
}

/** How it looks, whether it is over by now or not: a reply is not edited. */
const lookIn = (incident: Incident): Look => lookOf({ ...incident, resolvedAt: null });

/** `Details: 🔴 Investigate · shop/web, shop/api; ⚪ Undetermined · shop/cron`: all that a locked phone shows of it. */
function firstLine(incidents: Incident[]): string {
  const worstFirst = incidents.toSorted(
    ({ verdict: a }, { verdict: b }) => Number(isWorse(b, a)) - Number(isWorse(a, b)),
  );
  const byLook = Map.groupBy(worstFirst, (incident) => `${lookIn(incident).emoji} ${lookIn(incident).word}`);
  const parts = [...byLook].map(([look, of]) => `${look} · ${of.map(nameIn).join(', ')}`);
  return unformatted(truncate(clean(`Details: ${parts.join('; ')}`), 400));
}

function detail(incident: Incident): SlackBlock[] {
  const { emoji } = lookIn(incident);
  const line = logLine(incident);
  const { cause, ending } = incident.diagnosis;
  const facts = `${cause === null ? 'cause not determined' : `cause ${code(cause)}`}, ending ${code(ending.id)}${ofRevision(incident)}`;
  const counts = `${plural(incident.podCount, 'pod')}, ${plural(incident.alerts, 'alert')}`;
  return [
    section(
      `${emoji} *${unformatted(clean(nameIn(incident)))}* · ${prose(tale(incident), 400)}`,
      `${facts}; ${counts}`,
      ...(line === null ? [] : [fence(line, 700)]),
    ),
  ];
}

/** The channel may be shown details without their storm. */
function whereIn(incidents: Incident[]): SlackBlock[] {
  const clusters = clustersIn(incidents);
  return clusters.length === 0 ? [] : [context(...clusters)];
}

/** The first of these incidents in full, as many as one message takes (one at least), and how many that were. */
export function composeDetails(incidents: Incident[]): { message: Message; told: number } {
  const blocks: SlackBlock[] = [];
  let told = 0;
  for (const incident of incidents) {
    const next = detail(incident);
    const size = JSON.stringify([...blocks, ...next]).length;
    if (told > 0 && (size > detailsRoom.characters || blocks.length + next.length > detailsRoom.blocks)) break;
    blocks.push(...next);
    told += 1;
  }
  const shown = incidents.slice(0, told);
  const text = firstLine(shown);
  return { message: fit({ text, blocks: [...blocks, ...whereIn(shown)], attachments: [] }), told };
}

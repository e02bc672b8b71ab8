/** Many incidents at once → one message that lists them by verdict and shared story. */
import type { Incident, Message, Verdict } from '../types.ts';
import { context, fit, section, sections } from './blocks.ts';
import { clean, code, date, prose, truncate, unformatted } from './escape.ts';
import { clustersIn, nameIn, tale } from './storm-words.ts';
import { lookOf, looks, plural } from './words.ts';

export { composeDetails } from './details.ts';

/** Incidents that tell one story: `clause` says it where there are several ("cannot reach 10.96.4.20:5432"). */
export type Story = { clause: string | null; verdict: Verdict; incidents: Incident[] };
export type Storm = {
  /** All of its incidents, the worst stories first. */
  stories: Story[];
  /** True for an incident that has a message of its own: alone it is not told again. */
  isOwn: (incident: Incident) => boolean;
  /** RFC 3339. */
  openedAt: string;
  lastSeenAt: string;
};

/** How many stories somebody on call reads in one message; the thread has all of them. */
const mostStories = 25;
/** So many stories say what to do first. */
const mostToDo = 3;

const sum = (incidents: Incident[], of: (incident: Incident) => number): number =>
  incidents.reduce((total, incident) => total + of(incident), 0);
const podsIn = (incidents: Incident[]): number => sum(incidents, (i) => i.podCount);

const namesIn = (incidents: Incident[]): string[] => [...new Set(incidents.map(nameIn))];

/** The sign of what is told after all: it stands among what was expected, and is not green. */
const sign = (incident: Incident): string => (incident.raised ? `${lookOf(incident).emoji} ` : '');

/** One workload's incident; several where they opened before it was known that they are of one workload. */
function alone({ incidents }: Story, [first]: [Incident]): string {
  const resolved = incidents.every((i) => i.resolvedAt !== null) ? '✅ ' : sign(first);
  const pods = podsIn(incidents) > 1 ? ` (${plural(podsIn(incidents), 'pod')})` : '';
  return `• ${resolved}${code(nameIn(first))}${pods}: ${prose(tale(first), 260)}`;
}

/** `31 pods of 5 workloads cannot reach …` */
const shared = ({ incidents, clause }: Story): [string, string] => [
  `${plural(podsIn(incidents), 'pod')} of ${plural(namesIn(incidents).length, 'workload')}`,
  clause ?? '',
];

function together(story: Story): string {
  const { incidents } = story;
  const names = namesIn(incidents);
  const more = names.length > 8 ? ` and ${names.length - 8} more` : '';
  const resolved = incidents.every((i) => i.resolvedAt !== null) ? '✅ ' : '';
  const [who, what] = shared(story);
  return `• ${resolved}*${who}* ${prose(what, 200)}: ${names.slice(0, 8).map(code).join(', ')}${more}`;
}

/** One verdict's stories, a heading above them. */
function listOf(verdict: Verdict, stories: Story[], most: number): string[] {
  if (stories.length === 0) return [];
  const { emoji, word } = looks[verdict];
  const shown = stories.slice(0, most).map((story) => {
    const [first] = story.incidents;
    return story.clause === null && first ? alone(story, [first]) : together(story);
  });
  const rest = stories.length - shown.length;
  return [`${emoji} *${word}*`, ...shown, ...(rest > 0 ? [`… and ${rest} more, in the thread`] : [])];
}

/** `, 8 of them to investigate, 2 undetermined`: nobody is to read that there is nothing to look into where nothing could be read. */
function urgent(all: Incident[]): string {
  const [bad, unclear] = (['investigate', 'undetermined'] as const).map(
    (verdict) => all.filter((incident) => incident.verdict === verdict).length,
  );
  return `${bad ? `, ${bad} of them to investigate` : ''}${unclear ? `, ${unclear} undetermined` : ''}`;
}

/** What most of a storm is: a story that several workloads share, in the first line. */
function headline({ stories }: Storm): string {
  const all = stories.flatMap((story) => story.incidents);
  const workloads = plural(all.length, 'incident');
  const [first] = stories;
  if (first?.clause && first.incidents.length * 2 >= all.length)
    return `${shared(first).join(' ')}${stories.length > 1 ? `; ${workloads} in all` : ''}`;
  const most = first?.clause ? `: ${shared(first).join(' ')}` : '';
  return `${workloads} at once${urgent(all)} (${plural(podsIn(all), 'pod')})${most}`;
}

/** An address, or a name and a port, that can be looked for as it is. */
const target = /^target ([\w.-]+):\d+$/;

/** Where to begin: with the worst stories that are not over. Who cannot be reached is looked at before those who cannot reach it. */
function begin(stories: Story[]): string[] {
  const open = stories.filter((s) => s.verdict === 'investigate' && s.incidents.some((i) => i.resolvedAt === null));
  const lines = open.slice(0, mostToDo).flatMap(({ clause, incidents: [first] }) => {
    const [, host] = target.exec((clause !== null && first?.diagnosis.shared?.id) || '') ?? [];
    if (host !== undefined)
      return [`what should answer there: \`kubectl get services,endpointslices -A -o wide | grep -F ${host}\``];
    const [todo] = first?.diagnosis.remediation ?? [];
    return first && todo !== undefined ? [`${nameIn(first)}: ${todo}`] : [];
  });
  return lines.length === 0 ? [] : ['*Do first*', ...lines.map((line) => `• ${prose(line, 600)}`)];
}

/** What of it is told elsewhere: in messages of their own, and one by one in the thread. */
function elsewhere(all: Incident[], isOwn: Storm['isOwn']): string[] {
  const own = all.filter(isOwn).length;
  const have = own === 1 ? 'has a message of its own' : 'have messages of their own';
  return [
    ...(own > 0 ? [`${own} of ${all.length} ${have}`] : []),
    ...(own < all.length ? [`details${own > 0 ? ' of the others' : ''} in the thread`] : []),
  ];
}

/** Where, how many alerts and since when, how much of it is over, and where the rest is told. */
function smallPrint({ isOwn, openedAt, lastSeenAt }: Storm, all: Incident[]): string[] {
  const alerts = sum(all, (i) => i.alerts);
  // A storm begins with what opened before it was one.
  const [first = openedAt] = all.map((incident) => incident.openedAt).toSorted();
  const resolved = all.filter((incident) => incident.resolvedAt !== null).length;
  return [
    ...clustersIn(all),
    `${plural(alerts, 'alert')}, first ${date(first)}${alerts > 1 ? `, last ${date(lastSeenAt)}` : ''}`,
    ...(resolved > 0 ? [`${resolved} of ${all.length} resolved`] : []),
    ...elsewhere(all, isOwn),
  ];
}

/** The storm's own message; edited as it goes. Resolved once everything in it is. */
export function composeStorm(storm: Storm): Message {
  const { stories, isOwn } = storm;
  const all = stories.flatMap((story) => story.incidents);
  const told = stories.filter(({ incidents }) => incidents.length > 1 || !incidents.some(isOwn));
  const over = all.length > 0 && all.every((incident) => incident.resolvedAt !== null);
  const look = looks[stories[0]?.verdict ?? 'undetermined'];
  const word = `${over ? '✅ Resolved · ' : `${look.emoji} `}${look.word} · storm: ${headline(storm)}`;
  const text = unformatted(truncate(clean(word), 400));
  let left = mostStories;
  const lines = (['investigate', 'undetermined', 'expected'] as const).flatMap((verdict) => {
    const of = told.filter((story) => story.verdict === verdict);
    const shown = listOf(verdict, of, left);
    left = Math.max(0, left - of.length);
    return shown;
  });
  return fit({
    text,
    blocks: [section(`*${text}*`)],
    attachments: [
      {
        color: look.color,
        fallback: text,
        blocks: [...sections(lines), ...sections(begin(told)), context(...smallPrint(storm, all))],
      },
    ],
  });
}

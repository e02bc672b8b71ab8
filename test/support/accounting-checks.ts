/** Whether what the Desk kept and what Slack shows are what the model says. Each answers sentences about what is wrong. */
import { type Episode, firing, type Model, type Real, type Sent } from './accounting-model.ts';
import type { Shown } from './memory-slack.ts';
import { workloadName, workloads } from './shop.ts';

export type Fate = 'posted' | 'updated' | 'suppressed' | 'dead';

type InboxRow = {
  fingerprint: string | null;
  status: string;
  state: string;
  outcome: Fate | null;
  delivery: string | null;
};

/** What became of each thing that was sent, in this order, by its sender's own name for it and its status. */
export function fates({ lives }: Real): Map<string, Fate[]> {
  const rows = lives.sql<InboxRow>(
    `SELECT CASE i.state WHEN 'rejected' THEN replace(i.episode, 'rejected|', '') ELSE json_extract(i.body, '$.fingerprint') END AS fingerprint,
       i.status, i.state, i.outcome, o.state AS delivery
     FROM inbox i LEFT JOIN outbox o ON o.id = i.delivery_id ORDER BY i.id`,
  );
  const found = new Map<string, Fate[]>();
  for (const { fingerprint, status, state, outcome, delivery } of rows) {
    const dead = state === 'rejected' || state === 'set-aside' || delivery === 'dead';
    const told = outcome === 'suppressed' || delivery === 'posted';
    const fate = dead ? 'dead' : state === 'done' && told ? outcome : null;
    const key = `${fingerprint} ${status}`;
    found.set(key, [...(found.get(key) ?? []), ...(fate === null ? [] : [fate])]);
  }
  return found;
}

const side = ({ id, kind }: Sent): string => `${id} ${kind === 'event' ? 'event' : 'firing'}`;

/** What became of an alert's firing side. */
function fateOf(real: Real): (sent: Sent) => Fate | undefined {
  const found = fates(real);
  return (sent) => found.get(side(sent))?.[sent.round];
}

/** The names under which a model's alerts are accounted. */
export const sides = (model: Model): string[] => [
  ...model.sent.filter(({ fired }) => fired).map(side),
  ...model.sent.filter(({ kind, over }) => over && kind === 'alert').map(({ id }) => `${id} resolved`),
  ...[...model.malformed].map((id) => `${id} `),
];

/** Accepted = posted + updated + suppressed + dead-lettered, each exactly one of them. */
export function unaccounted(model: Model, real: Real): string[] {
  const found = fates(real);
  const expected = sides(model);
  const times = (side: string): number => expected.filter((other) => other === side).length;
  return [
    ...expected
      .filter((side) => found.get(side)?.length !== times(side))
      .map((side) => `${side} is ${found.get(side)?.join() ?? 'lost'}`),
    ...[...found.keys()].filter((side) => !expected.includes(side)).map((side) => `nobody sent ${side}`),
  ];
}

/** What is told. */
const loud = ({ episodes, isQuiet }: Model): Episode[] => episodes.filter(({ workload }) => !isQuiet(workload));

/** The first of an episode opens it, others about other pods change it, and only what says nothing new is silent. */
export function misjudged(model: Model, real: Real): string[] {
  const fate = fateOf(real);
  return loud(model).flatMap(({ workload, sent }) => {
    const all = sent.map((one) => ({ ...one, fate: fate(one) }));
    const alive = all.filter(({ fate }) => fate !== 'dead');
    const opened = alive.filter(({ fate }) => fate === 'posted').length;
    const alone = alive.filter(({ pod }) => sent.filter((other) => other.pod === pod).length === 1);
    return [
      ...(opened > 1 || (opened === 0 && alive.length === all.length)
        ? [`w${workload} was opened ${opened} times`]
        : []),
      ...alone.filter(({ fate }) => fate === 'suppressed').map(({ id }) => `${id} was suppressed`),
    ];
  });
}

/** Nothing dies but what Slack refused for good, and nothing is set aside but what failed five times. */
export function needlesslyDead({ lives, slack }: Real): string[] {
  const { lives: ended, failed } = lives.ended();
  const dead = lives.sql(`SELECT kind, error FROM outbox WHERE state = 'dead' AND error NOT LIKE 'its parent: %'`);
  const aside = lives.sql<{ reason: string }>(`SELECT reason FROM inbox WHERE state = 'set-aside'`);
  return [
    ...(dead.length > slack.refusals() ? dead.map((row) => JSON.stringify(row)) : []),
    ...(ended + failed < 5 ? aside.map(({ reason }) => reason) : []),
  ];
}

/** What a top-level message tells, as a reader sees it. */
export type Told = {
  workload: number;
  pods: string[];
  podCount: number;
  alerts: number;
  resolved: boolean;
  plain: boolean;
  /** When it says that it began, milliseconds. */
  began: number;
};

const textOf = ({ message }: Shown): string => JSON.stringify([message.text, message.blocks, message.attachments]);
const isStorm = ({ message }: Shown): boolean => message.text.includes('· storm: ');
const named = (text: string): number =>
  Array.from({ length: workloads }, (_, w) => w).find((w) => new RegExp(`\\b${workloadName(w)}\\b`).test(text)) ?? -1;

function toldBy(shown: Shown): Told {
  const text = textOf(shown);
  const whom = /(?:\d+ pods: |pod )((?:`w\d+-a-\d+`(?:, )?)+)/.exec(text)?.[1] ?? '';
  const pods = [...whom.matchAll(/`(w\d+-a-\d+)`/g)].map((match) => match[1] ?? '');
  return {
    workload: named(shown.message.text),
    pods,
    podCount: Number(/(\d+) pods: /.exec(text)?.[1] ?? 1),
    alerts: Number(/(\d+) alerts?, first/.exec(text)?.[1]),
    resolved: shown.message.text.includes('Resolved'),
    plain: shown.message.attachments.length === 0,
    began: 1000 * Number(/, first <!date\^(\d+)/.exec(text)?.[1]),
  };
}

/** Everything a channel shows at its top level, and which workloads its storms list. */
export function read(
  shown: Shown[],
  digests: Shown[] = [],
): { own: Told[]; storms: { ts: string; listed: number[] }[] } {
  const top = shown.filter((one) => one.thread === null && !digests.includes(one));
  return {
    own: top.filter((one) => !isStorm(one)).map(toldBy),
    storms: top.filter(isStorm).map((storm) => {
      const details = shown.filter((one) => one.thread === storm.ts && one.message.text.startsWith('Details: '));
      const plain = storm.message.attachments.length === 0;
      const text = plain ? details.map((one) => one.message.text).join() : textOf(storm);
      const entry = plain ? /shop\/w(\d+)/g : /`shop\/w(\d+)`/g;
      return { ts: storm.ts, listed: [...text.matchAll(entry)].map((match) => Number(match[1])) };
    }),
  };
}

const isOf = (told: Told, episode: Episode): boolean =>
  told.workload === episode.workload &&
  (told.plain ||
    (told.began > episode.from - 1000 && // It says whole seconds.
      told.began < (episode.to ?? Infinity) &&
      told.pods.length > 0 &&
      told.pods.every((pod) => episode.sent.some((sent) => sent.pod === pod))));

/** Each episode is to be seen once: at top level or in a storm's list, none twice, none missing but what is dead. */
export function misread(model: Model, real: Real): string[] {
  const { own, storms } = read(real.slack.shown(), digestsIn(real));
  const left = own.filter(({ workload }) => !model.isQuiet(workload));
  const seen = loud(model).map((episode) => {
    const told = left.find((one) => isOf(one, episode) && !one.plain) ?? left.find((one) => isOf(one, episode));
    if (told) left.splice(left.indexOf(told), 1);
    return { episode, told };
  });
  const wrong = left.map((one) => `said twice, or of nothing that was: w${one.workload} ${one.pods.join()}`);
  for (const { ts, listed } of storms)
    if (new Set(listed).size < listed.length) wrong.push(`storm ${ts} lists twice: ${listed.join()}`);
  for (let w = 0; w < workloads; w++) {
    if (model.isQuiet(w)) continue;
    const of = seen.filter(({ episode }) => episode.workload === w);
    const untold = of.filter(({ told }) => !told).length;
    const listed = storms.filter((storm) => storm.listed.includes(w)).length;
    if (listed > of.length) wrong.push(`w${w} is listed by ${listed} storms`);
    if (untold > listed + deadOf(real, w)) wrong.push(`w${w} is missing: ${untold} of ${of.length}`);
  }
  return [
    ...wrong,
    ...seen.flatMap(({ episode, told }) => (told && !told.plain ? miscounted(real, episode, told) : [])),
  ];
}

/** The messages that say what was hidden. */
function digestsIn({ lives, slack }: Real): Shown[] {
  const sent = lives.sql<{ delivery: string }>(
    `SELECT o.delivery FROM outbox o JOIN incidents i ON i.id = o.thread_id WHERE i.kind = 'digest'`,
  );
  return slack.shown().filter((one) => sent.some(({ delivery }) => delivery === one.delivery));
}

/** How many stops a digest tells of: one is told by its own sentence. */
const countIn = ({ message }: Shown): number =>
  Number(/: (\d+) pods removed by a scale-down/.exec(message.text)?.[1] ?? 1);

/** Every hidden stop is in one digest, which says how many it tells of; and whose alerts were all silent was hidden or told. */
export function mishidden(model: Model, real: Real): string[] {
  const { lives } = real;
  const listed = digestsIn(real)
    .map(countIn)
    .reduce((sum, n) => sum + n, 0);
  const rows = lives.sql<{ pod: string; dead: number }>(
    `SELECT replace(h.pod, 'shop/', '') AS pod, EXISTS (SELECT 1 FROM outbox o WHERE o.thread_id = h.thread_id AND o.kind = 'parent' AND o.state = 'dead') AS dead FROM hidden h`,
  );
  const due = rows.filter(({ dead }) => dead === 0).length;
  const known = lives.sql<{ pod: string }>('SELECT pod FROM hidden UNION SELECT pod FROM stops').map(({ pod }) => pod);
  const fate = fateOf(real);
  const alive = model.sent.filter((sent) => sent.fired && model.isQuiet(sent.workload) && fate(sent) !== 'dead');
  return [
    ...(listed === due ? [] : [`${due} hidden stops, and digests of ${listed}`]),
    ...(new Set(rows.map(({ pod }) => pod)).size === rows.length ? [] : ['a stop was hidden twice']),
    ...rows
      .filter(({ pod }) => !model.sent.some((sent) => sent.pod === pod && model.isQuiet(sent.workload)))
      .map(({ pod }) => `${pod} was hidden`),
    ...alive.filter(({ pod }) => !known.some((one) => one.endsWith(pod))).map(({ pod }) => `${pod} is nowhere`),
  ];
}

/** How many messages that would show a workload are dead letters: its own, or a storm's. */
const deadOf = ({ lives }: Real, w: number): number =>
  Number(
    lives.sql(
      `SELECT count(*) AS n FROM outbox o JOIN incidents i ON i.id = o.thread_id
       WHERE o.state = 'dead' AND (i.kind = 'storm' OR json_extract(i.body, '$.title') = ?)`,
      workloadName(w),
    )[0]?.['n'],
  );

/** The counts of a message, and whether it says that it is over. Only a dead edit may leave it behind. */
function miscounted(real: Real, episode: Episode, told: Told): string[] {
  if (deadOf(real, episode.workload) > 0) return [];
  const fate = fateOf(real);
  const sent = episode.sent.filter((one) => fate(one) !== 'dead');
  // A silent one is counted when the message is edited next.
  const silent = sent.filter((one) => fate(one) === 'suppressed').length;
  const counted = told.alerts <= sent.length && told.alerts >= sent.length - silent;
  const pods = new Set(sent.map(({ pod }) => pod)).size;
  const fires = firing(episode).filter((one) => sent.includes(one)).length > 0;
  const whose = `w${episode.workload}`;
  return [
    ...(counted ? [] : [`${whose} says ${told.alerts} alerts instead of ${sent.length}`]),
    ...(told.podCount === pods ? [] : [`${whose} says ${told.podCount} pods instead of ${pods}`]),
    ...(told.resolved && fires ? [`${whose} is said to be over and fires`] : []),
    ...(!told.resolved && !fires && sent.every(({ kind }) => kind === 'alert')
      ? [`${whose} is over and nobody says so`]
      : []),
  ];
}

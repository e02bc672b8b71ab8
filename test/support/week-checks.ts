/** What became of the stops of a week, by Slack's messages and the store's rows alone, to be held against the generator's account of them. */
import type { Shown } from './memory-slack.ts';
import type { Played } from './week-run.ts';
import type { Stop } from './week-sim.ts';
import type { Week } from './week.ts';

type InboxRow = {
  id: number;
  key: string;
  status: string;
  state: string;
  outcome: string | null;
  incident: number | null;
  hidden: number | null;
  reason: string | null;
};
type ThreadRow = {
  id: number;
  kind: string;
  storm: number | null;
  verdict: string | null;
  delivery: string | null;
  state: string | null;
};
type HiddenRow = { id: number; thread: number | null; raised: string | null; incident: number | null; alerts: number };

/** A message with what was said under it, as Slack shows them. */
export type Thread = { parent: Shown; replies: Shown[] };

/** All rows that matter, and what Slack shows of each thread. */
export type Books = {
  inbox: InboxRow[];
  byKey: Map<string, InboxRow[]>;
  threads: Map<number, ThreadRow>;
  hidden: Map<number, HiddenRow>;
  shownOf: (thread: number | null) => Thread | null;
};

function shownBy(messages: Shown[]): Map<string, Thread> {
  const replies = Map.groupBy(messages, ({ thread }) => thread);
  const parents = messages.filter(({ thread }) => thread === null);
  return new Map(parents.map((parent) => [parent.delivery, { parent, replies: replies.get(parent.ts) ?? [] }]));
}

const rowsById = <R extends { id: number }>(rows: R[]): Map<number, R> => new Map(rows.map((row) => [row.id, row]));

export function booksOf({ lives, slack }: Played): Books {
  const inbox = lives.sql<InboxRow>(
    `SELECT id, json_extract(body, '$.fingerprint') || '|' || json_extract(body, '$.startsAt') AS key,
       status, state, outcome, incident_id AS incident, hidden_id AS hidden, reason FROM inbox`,
  );
  const threads = lives.sql<ThreadRow>(
    `SELECT i.id, i.kind, i.storm_id AS storm, json_extract(i.body, '$.verdict') AS verdict, o.delivery, o.state
     FROM incidents i LEFT JOIN outbox o ON o.thread_id = i.id AND o.kind = 'parent'`,
  );
  const hidden = lives.sql<HiddenRow>(
    'SELECT id, thread_id AS thread, raised, incident_id AS incident, alerts FROM hidden',
  );
  const [byId, shown] = [rowsById(threads), shownBy(slack.shown())];
  const shownOf = (thread: number | null): Thread | null => {
    const row = thread === null ? undefined : byId.get(thread);
    return (row?.state === 'posted' && row.delivery !== null ? shown.get(row.delivery) : undefined) ?? null;
  };
  return { inbox, byKey: Map.groupBy(inbox, ({ key }) => key), threads: byId, hidden: rowsById(hidden), shownOf };
}

/** A stop with its rows, and where people can read of it. */
export type Fate = {
  stop: Stop;
  /** Of the alerts that told of it; their ends are not among them. */
  rows: InboxRow[];
  /** Messages that Slack shows and that name its workload, or its node where that is the story: never a digest. */
  told: { thread: number; verdict: string | null; text: string }[];
  /** Rows that kept it hidden, for a while or to the end. */
  hidden: HiddenRow[];
};

const textOf = ({ parent, replies }: Thread): string =>
  [parent, ...replies].map(({ message }) => JSON.stringify(message)).join('\n');

/** Where an incident can be read: in its own message, or in the storm's that tells it. */
function toldIn({ threads, shownOf }: Books, incident: number): Fate['told'] {
  const row = threads.get(incident);
  if (row?.kind !== 'incident') return [];
  return [incident, row.storm].flatMap((thread) => {
    const shown = shownOf(thread);
    return thread !== null && shown ? [{ thread, verdict: row.verdict, text: textOf(shown) }] : [];
  });
}

export const nameOf = ({ workload }: Stop): string => workload.slice(workload.indexOf('/') + 1);

function fateOf(books: Books, stop: Stop): Fate {
  const all = [...stop.alerts].flatMap((key) => books.byKey.get(key) ?? []);
  const rows = all.filter(({ status }) => status !== 'resolved');
  const ids = new Set(rows.flatMap((row) => row.hidden ?? []));
  const hidden = [...ids].flatMap((id) => books.hidden.get(id) ?? []);
  const incidents = new Set([...rows, ...hidden].flatMap((row) => row.incident ?? []));
  const told = [...incidents]
    .flatMap((id) => toldIn(books, id))
    .filter(({ text }) => text.includes(nameOf(stop)) || text.includes(stop.node));
  return { stop, rows, told, hidden };
}

export const fatesOf = ({ stops }: Pick<Week, 'stops'>, books: Books): Fate[] =>
  stops.map((stop) => fateOf(books, stop));

const iso = (ms: number): string => new Date(ms).toISOString();

/** A stop's whole story, for whoever has to find out why it went wrong: the generator's account, its rows, what was decided and said. */
export function storyOf({ stop, rows, told, hidden }: Fate, { logged }: Played): string {
  const { alerts, at, endedAt, ...rest } = stop;
  const about = logged.filter(
    (line) => line.at >= at - 1000 && line.at < at + 900_000 && JSON.stringify(line.fields).includes(nameOf(stop)),
  );
  return [
    `it was ${JSON.stringify({ ...rest, at: iso(at), endedAt: iso(endedAt), alerts: [...alerts] })}`,
    ...rows.map((row) => `alert ${JSON.stringify(row)}`),
    ...hidden.map((row) => `hidden ${JSON.stringify(row)}`),
    ...told.map(({ thread, verdict, text }) => `told in thread ${thread} (${verdict}): ${text.slice(0, 300)}`),
    ...about.slice(0, 8).map((line) => `${iso(line.at)} ${line.msg} ${JSON.stringify(line.fields).slice(0, 400)}`),
  ].join('\n  ');
}

/** What became of the stops of a week, by Slack's messages and the store's rows alone, held against the generator's account of them. */
import type { MemorySlack } from './memory-slack.ts';
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
type HiddenRow = {
  id: number;
  thread: number | null;
  raised: string | null;
  incident: number | null;
  alerts: number;
  verdict: string;
  rule: string;
};

/** A stop, its rows, and where it can be read. */
export type Fate = {
  stop: Stop;
  rows: InboxRow[];
  /** Threads of incidents that tell it, with the messages that Slack shows of them. */
  told: { thread: number; verdict: string | null; text: string }[];
  /** Rows that keep it hidden to the end. */
  hidden: HiddenRow[];
};

/** The messages of each thread as Slack shows them, one text a thread, by the delivery of its parent. */
function textsOf(slack: MemorySlack): Map<string, string> {
  const shown = slack.shown();
  const replies = Map.groupBy(
    shown.filter(({ thread }) => thread !== null),
    ({ thread }) => thread,
  );
  return new Map(
    shown
      .filter(({ thread }) => thread === null)
      .map((parent) => [
        parent.delivery,
        JSON.stringify([parent, ...(replies.get(parent.ts) ?? [])].map(({ message }) => message)),
      ]),
  );
}

export type Books = ReturnType<typeof booksOf>;

/** All rows that matter, and the texts that Slack shows by thread. */
export function booksOf({ lives, slack }: Played) {
  const inbox = lives.sql<InboxRow>(
    `SELECT id, substr(alert_key, instr(alert_key, '|') + 1) AS key, status, state, outcome, incident_id AS incident, hidden_id AS hidden, reason FROM inbox`,
  );
  const threads = new Map(
    lives
      .sql<ThreadRow>(
        `SELECT i.id, i.kind, i.storm_id AS storm, json_extract(i.body, '$.verdict') AS verdict, o.delivery, o.state
         FROM incidents i LEFT JOIN outbox o ON o.thread_id = i.id AND o.kind = 'parent'`,
      )
      .map((row) => [row.id, row]),
  );
  const hidden = new Map(
    lives
      .sql<HiddenRow>(
        `SELECT id, thread_id AS thread, raised, incident_id AS incident, alerts, json_extract(body, '$.diagnosis.verdict') AS verdict, json_extract(body, '$.decision.rule') AS rule FROM hidden`,
      )
      .map((row) => [row.id, row]),
  );
  const texts = textsOf(slack);
  const textOf = (thread: number | null): string | null => {
    const row = thread === null ? undefined : threads.get(thread);
    return (row?.state === 'posted' && row.delivery !== null ? texts.get(row.delivery) : undefined) ?? null;
  };
  return { inbox, byKey: Map.groupBy(inbox, ({ key }) => key), threads, hidden, textOf };
}

/** Where an incident can be read: in its own message, or in the storm's that tells it. */
function toldIn({ threads, textOf }: Books, incident: number): Fate['told'] {
  const row = threads.get(incident);
  if (row?.kind !== 'incident') return [];
  return [incident, row.storm].flatMap((thread) => {
    const text = textOf(thread);
    return thread !== null && text !== null ? [{ thread, verdict: row.verdict, text }] : [];
  });
}

function fateOf(books: Books, stop: Stop): Fate {
  const rows = [...stop.alerts]
    .flatMap((key) => books.byKey.get(key) ?? [])
    .filter(({ status }) => status !== 'resolved');
  const kept = [...new Set(rows.flatMap((row) => row.hidden ?? []))].flatMap((id) => books.hidden.get(id) ?? []);
  const incidents = new Set([
    ...rows.flatMap((row) => row.incident ?? []),
    ...kept.flatMap((row) => row.incident ?? []),
  ]);
  const name = stop.workload.slice(stop.workload.indexOf('/') + 1);
  const told = [...incidents]
    .flatMap((id) => toldIn(books, id))
    .filter(({ text }) => text.includes(name) || text.includes(stop.node));
  return { stop, rows, told, hidden: kept.filter(({ raised }) => raised === null) };
}

export const fatesOf = (week: Pick<Week, 'stops'>, books: Books): Fate[] =>
  week.stops.map((stop) => fateOf(books, stop));

/** A stop's whole story, for whoever has to find out why it went wrong. */
export function storyOf({ stop, rows, told, hidden }: Fate, { logged }: Played): string {
  const at = (ms: number): string => new Date(ms).toISOString();
  const { alerts, at: told_, endedAt, ...rest } = stop;
  const about = logged.filter(
    ({ at: when, fields }) =>
      when >= told_ - 1000 &&
      when < told_ + 900_000 &&
      JSON.stringify(fields).includes(stop.workload.slice(stop.workload.indexOf('/') + 1)),
  );
  return [
    `it was: ${JSON.stringify({ ...rest, at: at(told_), endedAt: at(endedAt), alerts: [...alerts] })}`,
    ...rows.map((row) => `row: ${JSON.stringify(row)}`),
    ...hidden.map((row) => `hidden: ${JSON.stringify(row)}`),
    ...told.map(({ thread, text }) => `told in thread ${thread}: ${text.slice(0, 300)}`),
    ...about
      .slice(0, 8)
      .map(({ at: when, msg, fields }) => `log ${at(when)} ${msg} ${JSON.stringify(fields).slice(0, 400)}`),
  ].join('\n  ');
}

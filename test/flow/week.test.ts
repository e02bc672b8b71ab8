/**
 * A week of 200 workloads, made by a generator that knows what it does: rollouts good and bad, announced well, badly or not at all, crashes
 * inside and outside of windows, drains at night, leases that never finish. Lives of the Desk end in it. What is right is the generator's
 * own account. `WEEK_SEED` plays another week.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseSettings, policyOf } from '../../src/config/config.ts';
import { realTime } from '../support/fake-time.ts';
import { type Books, booksOf, type Fate, fatesOf, storyOf } from '../support/week-checks.ts';
import { type Played, playWeek } from '../support/week-run.ts';
import { makeWeek } from '../support/week.ts';

const crashes = 12;
const week = makeWeek(Number(process.env['WEEK_SEED'] ?? 20261123));
/** What a user has who writes no more than a cluster's name. */
const policy = policyOf(parseSettings('clusters: [{ name: week-eu-1 }]'));

let played: Played;
let books: Books;
let fates: Fate[];

/** The first few stories of those that went wrong: none, when all is well. */
const stories = (wrong: Fate[]): string[] => wrong.slice(0, 5).map((fate) => storyOf(fate, played));
const kindOf = (thread: number | null): string | null =>
  thread === null ? null : (books.threads.get(thread)?.kind ?? null);
const stillHidden = ({ hidden }: Fate) => hidden.filter(({ raised }) => raised === null);
const expected = (): Fate[] => fates.filter(({ stop }) => !stop.shouldSpeak);
/** What could not be known at the first look is told, and turns green when it is: a DaemonSet's pod was deleted, and none stands in its place yet. */
const doubted = ({ rows }: Fate): boolean => rows.some(({ reason }) => reason?.startsWith('undetermined: ') ?? false);
const quiet = (): Fate[] => expected().filter(({ stop }) => !stop.firesStill);
const kept = (): Fate[] => quiet().filter((fate) => !doubted(fate));

/** How many stops a digest says that it lists: `3 stops, 4 alerts`, or `3 stops kept quiet, 4 alerts`. */
function saidBy(thread: number): number {
  const shown = books.shownOf(thread);
  const said = [shown?.parent, ...(shown?.replies ?? [])].flatMap((message) => {
    const counts = [...JSON.stringify(message?.message ?? '').matchAll(/"(\d+) stops?(?: kept quiet)?, /g)];
    return counts.map(([, count]) => Number(count));
  });
  return said[0] ?? 0;
}

describe('a week of 200 workloads', () => {
  beforeAll(async () => {
    played = await playWeek(week, policy, crashes).finally(realTime);
    books = booksOf(played);
    fates = fatesOf(week, books);
  }, 600_000);
  afterAll(realTime);

  it('every webhook is taken in, though lives end on the way', () => {
    const refused = [...played.answers.keys()].filter((answer) => !/ 20[02]$/.test(answer));
    expect([refused, played.lives.ended().lives, played.lives.ended().thrown]).toEqual([[], crashes, []]);
    expect(stories(fates.filter(({ rows }) => rows.length === 0))).toEqual([]);
  });

  it('nothing that should speak is silent', () => {
    const aloud = ({ told }: Fate): boolean => told.some(({ verdict }) => verdict !== 'expected');
    expect(stories(fates.filter((fate) => fate.stop.shouldSpeak && !aloud(fate)))).toEqual([]);
    expect(stories(fates.filter((fate) => fate.stop.shouldSpeak && stillHidden(fate).length > 0))).toEqual([]);
  });

  it('what is expected pages nobody', () => {
    expect(stories(kept().filter(({ told }) => told.length > 0))).toEqual([]);
    expect(kept().length / quiet().length).toBeGreaterThan(0.995);
  });

  it('what fires still when its deployment is over is told then', () => {
    const still = expected().filter(({ stop }) => stop.firesStill);
    expect(still.length).toBeGreaterThan(5);
    expect(
      stories(still.filter(({ told, hidden }) => told.length === 0 || hidden.every((row) => row.raised === null))),
    ).toEqual([]);
  });

  it('every hidden stop is in exactly one digest that was posted, its window’s or the hour’s', () => {
    const listed = (fate: Fate): boolean => {
      const [row, ...others] = stillHidden(fate);
      const kind = fate.stop.mayBeHiddenBy === 'window' ? 'deployment' : 'digest';
      return (
        others.length === 0 && row !== undefined && kindOf(row.thread) === kind && books.shownOf(row.thread) !== null
      );
    };
    expect(stories(kept().filter((fate) => !listed(fate)))).toEqual([]);
    // Nor is anything hidden that is none of these.
    const rows = [...books.hidden.values()].filter(({ raised }) => raised === null);
    expect(rows).toHaveLength(kept().length);
  });

  it('a hidden alert is hidden with its stop, and every other silent one repeats what was told', () => {
    const silent = books.inbox.filter(({ status, outcome }) => status !== 'resolved' && outcome === 'suppressed');
    const told = new Set(fates.filter((fate) => fate.told.length > 0).flatMap(({ rows }) => rows.map(({ id }) => id)));
    expect(silent.filter(({ id, hidden }) => hidden === null && !told.has(id))).toEqual([]);
    const alerts = kept().flatMap((fate) => stillHidden(fate).map((row) => row.alerts - fate.rows.length));
    expect(alerts.filter((missing) => missing !== 0)).toEqual([]);
  });

  it('accepted = posted + updated + suppressed, and the digests add up to what the generator hid', () => {
    const outcomes = Map.groupBy(books.inbox, ({ state, outcome }) => `${state} ${outcome}`);
    expect([...outcomes.keys()].toSorted()).toEqual(['done posted', 'done suppressed', 'done updated']);
    expect(played.lives.sql(`SELECT id, error FROM outbox WHERE state <> 'posted'`)).toEqual([]);
    const digests = Map.groupBy([...books.hidden.values()], ({ thread }) => thread ?? 0);
    const wrong = [...digests].filter(([thread, rows]) => saidBy(thread) !== rows.length);
    expect(wrong.map(([thread, rows]) => [thread, rows.length, saidBy(thread), books.shownOf(thread)])).toEqual([]);
    const said = [...digests.keys()].reduce((sum, thread) => sum + saidBy(thread), 0);
    const raised = [...books.hidden.values()].filter((row) => row.raised !== null).length;
    expect(said - raised).toBe(kept().length);
  });

  it('a digest of what was told after all says so, and how it ended', () => {
    const digests = Map.groupBy([...books.hidden.values()], ({ thread }) => thread);
    const told = [...digests].filter(([, rows]) => rows.every(({ raised }) => raised !== null));
    const firstLines = told.map(([thread]) => books.shownOf(thread)?.parent.message.text ?? '');
    expect(told.length).toBeGreaterThan(5);
    expect(firstLines.filter((line) => !line.includes('told after all') || line.includes('not seen'))).toEqual([]);
  });

  it('a lease that never finishes is closed by its ttl', () => {
    const lost = week.windows.filter(({ id }) => id.endsWith('-lost'));
    const closed = lost.map(
      ({ id }) => played.lives.sql('SELECT state, closes_at FROM windows WHERE id LIKE ?', `%${id}%`)[0],
    );
    expect(lost.length).toBe(7);
    expect(closed.map((row) => row?.['state'])).toEqual(lost.map(() => 'expired'));
    const late = closed.map((row, n) => Math.abs(Number(row?.['closes_at']) - (lost[n]?.until ?? 0)));
    expect(Math.max(...late)).toBeLessThan(5_000);
  });
});

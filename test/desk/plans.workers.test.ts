import { reset } from 'cloudflare:test';
import { afterEach, expect, it } from 'vitest';
import type { Value } from '../../src/store/store.ts';
import { alert, arrival, desk, eventAlert, type QuietDesk, quietly, resolved } from '../support/desks.ts';

afterEach(() => reset());

/** Every statement from now on, with what SQLite looks through from end to end for it. https://sqlite.org/eqp.html */
function watched({ store }: QuietDesk): Map<string, string[]> {
  const { sql } = store;
  const tables = new Set(sql(`SELECT name FROM sqlite_master WHERE type = 'table'`).map(({ name }) => name));
  const plans = new Map<string, string[]>();
  // A table can be named by an alias of a letter.
  const scanned = (detail: string): string[] => {
    const [scan, name = '', ...by] = detail.split(' ');
    return scan === 'SCAN' && (tables.has(name) || name.length === 1) && by[0] !== 'VIRTUAL'
      ? [[name, ...by].join(' ')]
      : [];
  };
  store.sql = (query: string, ...params: Value[]) => {
    const plan = plans.has(query) ? [] : sql<{ detail: string }>(`EXPLAIN QUERY PLAN ${query}`, ...params);
    if (!plans.has(query))
      plans.set(
        query,
        plan.flatMap(({ detail }) => scanned(detail)),
      );
    return sql(query, ...params) as never;
  };
  return plans;
}

it('no statement of an alert’s life, or of its end’s, looks through a table that grows with what is kept', async () => {
  const [told, twin, third] = ['a', 'b', 'c'].map((fingerprint) => alert({ fingerprint })) as [never, never, never];
  const plans = await quietly(desk(), async (quiet) => {
    const seen = watched(quiet);
    await quiet.accept(arrival(told, twin, eventAlert()));
    await quiet.ring();
    await quiet.accept(arrival(told, resolved(twin), resolved(alert({ fingerprint: 'unheard' }))));
    await quiet.ring();
    await quiet.accept(arrival(resolved(told), third));
    await quiet.ring();
    return seen;
  });
  expect(plans.size).toBeGreaterThan(40);
  // Rows of both are gone when their work is: the oldest arrival is taken, and retention reads once for hundreds of rows which looks there are.
  expect(new Set([...plans.values()].flat())).toEqual(new Set(['arrivals', 'looks']));
});

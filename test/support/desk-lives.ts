/**
 * The Desk itself, in Node, on a database in memory: what the Durable Object's runtime does for it (storage, alarm, one life after
 * another) on a fake clock. A life can be cut between any two awaits, and a statement can fail.
 */
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { type Arrival, type DeskApi, deskClass, type Receipt } from '../../src/desk/desk.ts';
import { fixed, type WiredPorts, type Wiring } from '../../src/desk/ports.ts';
import type { Row, Value } from '../../src/store/store.ts';
import type { FakeTime } from './fake-time.ts';

type Inside = DeskApi & { alarm(info: { scheduledTime: number }): Promise<void> };

/** What a life's ports pass through: after the life's end nothing comes back. */
export type Step = <T>(work: () => Promise<T>) => Promise<T>;

export type DeskLives = {
  /** True when it was acknowledged: not when the life ended or the storage failed meanwhile. */
  accept: (arrival: Arrival) => Promise<Receipt | null>;
  /** Anything else that it is asked; null when the life ended or the storage failed meanwhile. */
  ask: <T>(ask: (desk: DeskApi) => Promise<T>) => Promise<T | null>;
  /** Whoever presses the page's button. */
  replay: () => Promise<number | null>;
  /** Ends the life now, or at so many steps from now; the next begins at once on the same store. */
  crash: (steps?: number) => void;
  /** The so many-th statement from now fails. */
  failStatement: (from: number) => void;
  sql: <R extends Row = Row>(query: string, ...params: Value[]) => R[];
  /** How large the database is, bytes. */
  size: () => number;
  /** How many lives have ended, how many statements failed, what an alarm threw. */
  ended: () => { lives: number; failed: number; thrown: unknown[] };
};

const never = new Promise<never>(() => undefined);

/** Takes care of a database: statements are prepared once. */
function database() {
  const db = new DatabaseSync(':memory:');
  const prepared = new Map<string, StatementSync>();
  const run = <R extends Row>(query: string, ...params: Value[]): R[] => {
    const known = prepared.get(query) ?? db.prepare(query);
    prepared.set(query, known);
    return known.all(...params) as R[];
  };
  const transaction = <T>(work: () => T): T => {
    db.exec('BEGIN');
    try {
      const result = work();
      db.exec('COMMIT');
      return result;
    } catch (error) {
      db.exec('ROLLBACK');
      throw error;
    }
  };
  // As the runtime counts it: https://developers.cloudflare.com/durable-objects/api/sqlite-storage-api/#databasesize
  const size = (): number =>
    Number(
      run(
        `SELECT (page_count - freelist_count) * page_size AS n
         FROM pragma_page_count(), pragma_freelist_count(), pragma_page_size()`,
      )[0]?.['n'],
    );
  return { run, transaction, size };
}

/**
 * Begins the first life.
 * @param wire a life's ports; what they do goes through `step`
 * @param following how they follow the settings; without it those never change
 */
export function deskLives(
  time: FakeTime,
  wire: (step: Step) => WiredPorts,
  following: (ports: WiredPorts) => Wiring = fixed,
): DeskLives {
  const { run, transaction, size } = database();
  const Desk = deskClass<Step>((step) => following(wire(step)));
  const ended = { lives: 0, failed: 0, thrown: [] as unknown[] };
  let [alarmAt, ringing, failIn, endIn] = [null as number | null, false, 0, 0];
  let timer: number | undefined;
  let life: { desk: Inside; alive: boolean };

  const schedule = (): void => {
    time.cancel(timer);
    if (alarmAt !== null && !ringing) timer = time.after(alarmAt - time.now(), () => void ring());
  };
  const ring = async (): Promise<void> => {
    const own = life;
    const scheduledTime = alarmAt ?? time.now();
    [alarmAt, ringing] = [null, true];
    await own.desk.alarm({ scheduledTime }).catch((error: unknown) => void (own.alive && ended.thrown.push(error)));
    if (!own.alive) return;
    ringing = false;
    schedule();
  };
  const end = (): void => {
    life.alive = false;
    // An alarm that was ringing is forgotten: the next life has to see by itself what is to be done.
    ringing = false;
    ended.lives += 1;
    begin();
  };
  const stepOf = (own: { alive: boolean }): Step => {
    const boundary = async (): Promise<void> => {
      if (own.alive && endIn > 0 && --endIn === 0) end();
      if (!own.alive) await never;
    };
    return async (work) => {
      await boundary();
      const done = await work();
      await boundary();
      return done;
    };
  };
  const storageOf = (own: { alive: boolean }, step: Step) => ({
    sql: {
      exec: (query: string, ...params: Value[]) => {
        if (!own.alive) throw new Error('this life is over');
        if (failIn > 0 && --failIn === 0) {
          ended.failed += 1;
          throw new Error('disk I/O error');
        }
        const rows = run(query, ...params);
        return { toArray: () => rows };
      },
      get databaseSize() {
        return size();
      },
    },
    transactionSync: transaction,
    getAlarm: () => step(() => Promise.resolve(alarmAt)),
    sync: () => step(() => Promise.resolve()),
    setAlarm: (at: number) =>
      step(() => {
        alarmAt = at;
        schedule();
        return Promise.resolve();
      }),
  });
  function begin(): void {
    const own = { alive: true } as typeof life;
    life = own;
    const step = stepOf(own);
    const ctx = {
      storage: storageOf(own, step),
      // A life that cannot begin ends, and the next one tries.
      blockConcurrencyWhile: (work: () => Promise<void>) =>
        work().catch(() => void (own.alive && time.after(100, () => own.alive && end()))),
    };
    own.desk = new Desk(ctx as never, step as never) as unknown as Inside;
    schedule();
  }
  begin();
  const asked = <T>(ask: (desk: DeskApi) => Promise<T>): Promise<T | null> =>
    Promise.race([ask(life.desk).catch(() => null), time.wait(2_000).then(() => null)]);
  return {
    accept: (arrival) => asked((desk) => desk.accept(arrival)),
    ask: asked,
    replay: () => asked((desk) => desk.replay(null)),
    crash: (steps = 0) => (steps === 0 ? end() : void (endIn = steps)),
    failStatement: (from) => void (failIn = from),
    sql: run,
    size,
    ended: () => ended,
  };
}

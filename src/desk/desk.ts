/**
 * The Desk: one Durable Object per cluster. It keeps alerts before the sender is told 202, and works through them by its alarm. A crash
 * at any point leaves rows that the next alarm finds.
 */
import { DurableObject } from 'cloudflare:workers';
import { addAlert, addRejected, inboxDue, inboxSchema } from '../store/inbox.ts';
import { incidentsSchema } from '../store/incidents.ts';
import { outboxDue, outboxSchema } from '../store/outbox.ts';
import { looksDue, looksSchema, releaseLooks } from '../store/looks.ts';
import { count, countersSchema } from '../store/counters.ts';
import { migrate, type Row, type Store, type Value } from '../store/store.ts';
import type { Alert } from '../types.ts';
import { arm } from './arm.ts';
import { inboxPass } from './inbox-pass.ts';
import { looksPass } from './looks-pass.ts';
import { outboxPass } from './outbox-pass.ts';
import type { DeskPorts, WiredPorts } from './ports.ts';
import { type DeskView, viewOf } from './view.ts';

/** How long one alarm may work. */
const passMs = 5_000;
/** How much of it reading the cluster may take: what was not read by then is said to be missing. */
const readMs = 4_000;
/** Looks that come due with alerts take some of it, but never all. */
const looksMs = 2_000;
/** A failed pass is not repeated at once. */
const afterFailureMs = 2_000;

export type Arrival = {
  alerts: Alert[];
  rejected: { id: string; reason: string; raw: string }[];
  dropped: string | null;
};
export type Receipt = { accepted: number; repeated: number };

/** What the worker may ask of a Desk. */
export type DeskApi = {
  accept(arrival: Arrival): Promise<Receipt>;
  view(): Promise<DeskView>;
  check(): Promise<true>;
};

const storeOf = (storage: DurableObjectStorage): Store => ({
  sql: <R extends Row>(query: string, ...params: Value[]) => storage.sql.exec(query, ...params).toArray() as R[],
  transaction: (work) => storage.transactionSync(work),
});

/** The Durable Object's class, given how its ports are made from the environment. */
export function deskClass<Env>(wire: (env: Env) => WiredPorts) {
  return class Desk extends DurableObject<Env> implements DeskApi {
    readonly store: Store = storeOf(this.ctx.storage);
    readonly ports: DeskPorts = { ...wire(this.env), store: this.store, now: () => Date.now() };
    /** When the next call to Slack may be made. */
    nextPost = 0;

    constructor(ctx: DurableObjectState, env: Env) {
      super(ctx, env);
      void ctx.blockConcurrencyWhile(async () => {
        migrate(this.store, [inboxSchema, incidentsSchema, outboxSchema, looksSchema, countersSchema]);
        // Nobody else works on these rows: claims are left over from a life that ended.
        this.store.sql(`UPDATE inbox SET due_at = ? WHERE state = 'waiting'`, Date.now());
        this.store.sql(`UPDATE outbox SET due_at = ? WHERE state = 'sending'`, Date.now());
        releaseLooks(this.store, Date.now());
        await this.arm();
      });
    }

    /** Keeps what came in, all of it or nothing, and sees that it is worked on. */
    async accept({ alerts, rejected, dropped }: Arrival): Promise<Receipt> {
      const now = this.ports.now();
      const accepted = this.store.transaction(() => {
        for (const { id, reason, raw } of rejected) addRejected(this.store, id, reason, raw, now);
        if (dropped !== null) count(this.store, `dropped ${dropped}`);
        return alerts.filter((alert) => addAlert(this.store, alert, now)).length;
      });
      if (accepted > 0) await this.arm();
      return { accepted, repeated: alerts.length - accepted };
    }

    async view(): Promise<DeskView> {
      return viewOf(this.store);
    }

    /** Answers when the store does. */
    async check(): Promise<true> {
      this.store.sql('SELECT 1');
      return true;
    }

    override async alarm(): Promise<void> {
      const until = this.ports.now() + passMs;
      // What is due to be said never waits behind slow reads of the cluster.
      const said = await this.guarded(() => this.say(until));
      const began = this.ports.now();
      const looked = await this.guarded(() => looksPass(this.ports, began + looksMs));
      const read = await this.guarded(() =>
        inboxPass(this.ports, Math.max(began + readMs, this.ports.now() + looksMs)),
      );
      const saidMore = await this.guarded(() => this.say(until));
      if (said && looked && read && saidMore) await this.arm();
      else await arm(this.ctx.storage, [this.ports.now() + afterFailureMs]);
    }

    async say(until: number): Promise<void> {
      this.nextPost = await outboxPass(this.ports, this.nextPost, until);
    }

    /** Runs a pass; false when it threw. One that fails does not stop the others: an alarm that throws is forgotten in the end. */
    async guarded(pass: () => Promise<unknown>): Promise<boolean> {
      try {
        await pass();
        return true;
      } catch (error) {
        this.ports.log('pass failed', { why: error instanceof Error ? error.message : String(error) });
        return false;
      }
    }

    async arm(): Promise<void> {
      const toSay = outboxDue(this.store);
      await arm(this.ctx.storage, [
        inboxDue(this.store),
        looksDue(this.store),
        toSay === null ? null : Math.max(toSay, this.nextPost),
      ]);
    }
  };
}

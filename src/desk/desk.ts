/**
 * The Desk: one Durable Object per cluster. It keeps alerts before the sender is told 202, and works through them by its alarm. A crash
 * at any point leaves rows that the next alarm finds.
 */
import { DurableObject } from 'cloudflare:workers';
import { arrivalsDue } from '../store/arrivals.ts';
import { inboxDue } from '../store/inbox.ts';
import { replayDeadLetters } from '../store/dead-letters.ts';
import type { Sample } from '../metrics.ts';
import type { Store } from '../store/store.ts';
import { prepare } from '../store/tables.ts';
import type { DeployAnswer, DeploymentNotice } from '../types.ts';
import { newSamples } from '../pipeline.ts';
import type { Arrival, DeskApi, Receipt } from './api.ts';
import { arm, isLate } from './arm.ts';
import { keepTogether, stillComing } from './arrive.ts';
import { mindTheClock } from './clock.ts';
import { dueAt } from './due.ts';
import { guarded } from './guarded.ts';
import { keepingDue, keepStore, startKeeping } from './keeping.ts';
import { countAlarm, countRefused, samplesOf } from './measure.ts';
import { inRounds } from './rounds.ts';
import { takeNotice } from './leases.ts';
import { outboxPass } from './outbox-pass.ts';
import { raiseByHand } from './raise.ts';
import { sortForReader } from './sort.ts';
import { settleMs } from '../deliver/deliver.ts';
import type { DeskPorts, Wiring } from './ports.ts';
import { storeOf } from './storage.ts';
import { beginLook, lookDue, startLook } from './token-look.ts';
import { tokenSamples } from './token-news.ts';
import { type DeskView, viewOf } from './view.ts';
import { work } from './work.ts';

export type { Arrival, DeskApi, Receipt } from './api.ts';

/** A failed pass is not repeated at once. */
const afterFailureMs = 2_000;

/** The Durable Object's class, given how its ports are made from the environment. */
export function deskClass<Env>(wire: (env: Env) => Wiring) {
  return class Desk extends DurableObject<Env> implements DeskApi {
    readonly store: Store = storeOf(this.ctx.storage);
    readonly wiring = wire(this.env);
    wired = this.wiring.ports();
    ports: DeskPorts = {
      ...this.wired,
      store: this.store,
      now: () => Date.now(),
      memories: new Map(),
      samples: newSamples(),
      coming: { episodes: new Set(), alerts: 0 },
      places: new Map(),
    };
    /** When the next call to Slack may be made. */
    nextPost = 0;
    keeping = startKeeping();
    look = startLook();
    /** When there is work next. */
    due = (): number | null => dueAt(this.store, this.nextPost);
    bytes = (): number => this.ctx.storage.sql.databaseSize;
    /** When the alarm is known to ring; null where nobody looked. */
    rings: number | null = null;
    /** An alarm's work is under way: it ends with arming for what is due then. */
    working = false;

    constructor(ctx: DurableObjectState, env: Env) {
      super(ctx, env);
      void ctx.blockConcurrencyWhile(async () => {
        prepare(this.store, Date.now(), settleMs);
        this.ports.coming = stillComing(this.store);
        await this.arm();
      });
    }

    /** Works by the settings as they are now, and what is under way by those it began with. False while there are none. */
    async renew(): Promise<boolean> {
      const there = await this.wiring.renew();
      const wired = this.wiring.ports();
      if (wired !== this.wired) this.ports = { ...this.ports, ...(this.wired = wired) };
      return there;
    }

    /** Keeps what came in, all of it or nothing, and sees that it is worked on. */
    async accept(arrival: Arrival): Promise<Receipt> {
      await this.renew();
      this.ports.turns.heard();
      return this.keep(arrival);
    }

    keep = inRounds<Arrival, Receipt>(async (askers) => {
      const now = this.ports.now();
      const kept = keepTogether(this.store, this.ports.coming, askers, now);
      if (kept.some(([{ asked }]) => asked.parcels.length > 0) && !this.isAwake(now)) await this.wake(now);
      for (const [{ answer }, receipt] of kept) answer(receipt);
      // They hear of it when it is on the disk. What comes in until then is the next round.
      await this.ctx.storage.sync();
    });

    /** New work is come to without another word: in a storm the alarm need not be set for each webhook. One that is overdue is not trusted. */
    isAwake(now: number): boolean {
      return this.working || (this.rings !== null && this.rings <= now && !isLate(this.rings, now));
    }

    async wake(...due: (number | null)[]): Promise<void> {
      this.rings = await arm(this.ctx.storage, due, this.ports.now());
    }

    async view(): Promise<DeskView> {
      await this.renew();
      sortForReader(this.ports);
      return viewOf(this.ports);
    }

    /** Answers when the store does. Whoever asks also wakes a Desk whose alarm was lost, or set by a clock that was wrong. */
    async check(): Promise<true> {
      await this.renew();
      await this.arm();
      return true;
    }

    /** Sends dead letters again: one, with what else died in its thread, or all. Returns how many messages that are. */
    async replay(delivery: string | null): Promise<number> {
      const queued = replayDeadLetters(this.store, delivery, this.ports.now());
      await this.arm();
      return queued;
    }

    /** Takes what a pipeline announces of a deployment; the alarm rings when its window closes. */
    async deploy(notice: DeploymentNotice): Promise<DeployAnswer> {
      await this.renew();
      const answer = await takeNotice(this.ports, notice);
      await this.arm();
      return answer;
    }

    /** Tells a hidden stop after all; false when there is none. One that was told already stays as it is. */
    async raise(hidden: number): Promise<boolean> {
      const raised = raiseByHand(this.ports, hidden);
      await this.arm();
      return raised;
    }

    async metrics(): Promise<Sample[]> {
      await this.renew();
      sortForReader(this.ports);
      const own = samplesOf(this.store, this.due(), this.ports.now(), this.bytes());
      return [...own, ...tokenSamples(this.ports, this.look)];
    }

    async refused(counts: Record<string, number>): Promise<void> {
      this.store.transaction(() => countRefused(this.store, counts));
    }

    /** Works through what is due. Whatever happens it is armed again. */
    override async alarm(info?: AlarmInvocationInfo): Promise<void> {
      this.rings = null;
      if (!(await this.renew())) return this.wake(this.ports.now() + afterFailureMs);
      this.working = true;
      await guarded(this.ports, async () => {
        this.minded();
        countAlarm(this.store, info?.scheduledTime, this.ports.now());
      });
      const worked = await work(this.ports, (until, goesOn) => this.say(until, goesOn));
      await guarded(this.ports, async () => {
        // What was read, and who came before whom, is kept for the rest of a backlog only.
        if (arrivalsDue(this.store) === null && inboxDue(this.store) === null)
          for (const kept of [this.ports.memories, this.ports.places]) kept.clear();
        this.keeping = keepStore(this.ports, this.keeping, this.bytes());
        this.nextPost = beginLook(this.ports, this.look, this.nextPost, this.due, () => this.arm());
      });
      // From here on what comes in arms for itself.
      this.working = false;
      const well = worked && (await guarded(this.ports, () => this.arm()));
      if (!well) await this.wake(this.ports.now() + afterFailureMs);
    }

    async say(until: number, goesOn: () => boolean): Promise<void> {
      this.nextPost = await outboxPass(this.ports, this.nextPost, until, goesOn);
    }

    /** What is put off goes by the clock: after it jumped back all of it is due, also what is put off in memory. */
    minded(): void {
      if (mindTheClock(this.store, this.ports.now())) [this.nextPost, this.keeping] = [0, startKeeping()];
    }

    async arm(): Promise<void> {
      this.minded();
      await this.wake(
        this.due(),
        keepingDue(this.ports, this.keeping, this.bytes()),
        lookDue(this.ports, this.look, this.nextPost, this.due),
      );
    }
  };
}

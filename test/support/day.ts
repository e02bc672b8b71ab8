/** A made-up day of a few workloads in `shop`, as the made-up week's cluster has them, and a Desk that lives through it on a fake clock. */
import type { Alert, Policy } from '../../src/types.ts';
import { arrivalOf } from './accounting-model.ts';
import { type DeskLives, deskLives } from './desk-lives.ts';
import { lifePorts } from './life-ports.ts';
import { type FakeTime, fakeTime } from './fake-time.ts';
import { type MemorySlack, memorySlack, type Shown } from './memory-slack.ts';
import { random } from './random.ts';
import { weekFetch } from './week-api.ts';
import { ledger, uuids } from './week-ledger.ts';
import { releaseOf } from './week-plan.ts';
import { create } from './week-rollouts.ts';
import { nodeObject } from './week-shapes.ts';
import { type Manners, type Release, type Sim, type SimWorkload, type Stop } from './week-sim.ts';
import { type Act, weekTime } from './week-time.ts';

export const noon = Date.parse('2026-11-23T12:00:00Z');
export const minute = 60_000;
export const hour = 60 * minute;

export const obedient: Manners = { stopsAfter: 3, exitCode: 143, fails: null };
/** It ignores SIGTERM, and is killed when its grace of 30 s ends. */
export const stubborn: Manners = { ...obedient, stopsAfter: 99 };

export type Plan = {
  sim: Sim;
  /** A Deployment that has run since the morning. */
  deployment: (name: string, replicas: number, manners?: Manners) => SimWorkload;
  /** Its next release. */
  next: (workload: SimWorkload) => Release;
  /** Begins so many seconds after noon. */
  at: (seconds: number, act: Act) => void;
};

export type Day = Pick<Sim, 'ledger' | 'logs' | 'stops'>;

function planOf(sim: Sim): Plan {
  const born = noon - 3 * hour;
  const deployment = (name: string, replicas: number, manners = obedient): SimWorkload => {
    const first = releaseOf(sim, name, 1, { manners });
    const workload: SimWorkload = {
      kind: 'Deployment',
      namespace: 'shop',
      name,
      uid: sim.uuid(),
      bornAt: born,
      replicas,
      generation: 0,
      releases: [],
      current: first,
      before: first,
      doneAt: null,
      pods: [],
      object: null,
    };
    sim.workloads.push(workload);
    sim.time.begin(create(sim, workload), born);
    return workload;
  };
  return {
    sim,
    deployment,
    next: ({ name }) => releaseOf(sim, name, 2, { manners: obedient }),
    at: (seconds, act) => sim.time.begin(act, noon + seconds * 1000),
  };
}

/** What happens on that day; whom it tells of what is up to the test. */
export function dayOf(plan: (of: Plan) => void): Day {
  const time = weekTime(noon - 4 * hour);
  const [dice, uuid] = [random(7), uuids()];
  const sim: Sim = {
    time,
    ledger: ledger(time.now),
    dice,
    uuid,
    nodes: [],
    workloads: [],
    stops: [],
    posts: [],
    windows: [],
    logs: [],
  };
  for (const name of ['node-1', 'node-2']) {
    const uid = uuid();
    sim.nodes.push({ name, uid, object: sim.ledger.put('nodes', nodeObject(name, uid, null)), cordoned: false });
  }
  plan(planOf(sim));
  time.run();
  return { ledger: sim.ledger, logs: sim.logs, stops: sim.stops.toSorted((a, b) => a.at - b.at) };
}

/** Alertmanager's alert about a stop. */
const alertAbout = ({ uid, container, namespace, pod, endedAt }: Stop, alertname: string): Alert => ({
  sender: 'alertmanager',
  cluster: 'lab',
  status: 'firing',
  fingerprint: `${alertname}/${uid}/${container}`,
  startsAt: new Date(endedAt).toISOString(),
  endsAt: null,
  labels: { alertname, namespace, pod, container, uid },
  annotations: {},
  field: 'alerts[0]',
  event: null,
});

export type Living = {
  time: FakeTime;
  slack: MemorySlack;
  lives: DeskLives;
  /** Goes on to a moment, milliseconds. */
  until: (ms: number) => Promise<void>;
  /** Of each stop an alert comes in, some seconds after it ended. */
  tell: (stops: Stop[], alertname?: string) => Promise<void>;
  /** These alerts are over. */
  end: (stops: Stop[], alertname?: string) => Promise<void>;
  /** First lines of what the channel shows, oldest first; replies are in threads. */
  lines: () => string[];
  top: () => Shown[];
  replies: () => Shown[];
};

/** A Desk beside that day's cluster, at noon. Give the clock back afterwards, with `realTime()`. */
export function live(day: Day, policy: Policy): Living {
  const time = fakeTime(noon);
  const slack = memorySlack(time.steady, time.wait);
  const fetch = weekFetch(day, time.now);
  const { notifier } = slack;
  const lives = deskLives(time, (step) => lifePorts(step, { fetch, notifier }, { policy }));
  const until = (ms: number): Promise<void> => time.advance(Math.max(0, ms - time.now()));
  /** The sender tries until it gets its 202. */
  const send = async (alert: Alert): Promise<void> => {
    for (let heard = null; heard === null;) {
      const answer = lives.accept(arrivalOf(alert));
      await time.advance(2_500);
      heard = await answer;
    }
  };
  const tell = async (stops: Stop[], alertname = 'ContainerTerminated'): Promise<void> => {
    for (const stop of stops.toSorted((a, b) => a.endedAt - b.endedAt)) {
      await until(stop.endedAt + 3_000);
      await send(alertAbout(stop, alertname));
    }
  };
  const end = async (stops: Stop[], alertname = 'ContainerTerminated'): Promise<void> => {
    const endsAt = new Date(time.now()).toISOString();
    for (const stop of stops) await send({ ...alertAbout(stop, alertname), status: 'resolved', endsAt });
  };
  const top = (): Shown[] => slack.shown().filter(({ thread }) => thread === null);
  const replies = (): Shown[] => slack.shown().filter(({ thread }) => thread !== null);
  return { time, slack, lives, until, tell, end, top, replies, lines: () => top().map(({ message }) => message.text) };
}

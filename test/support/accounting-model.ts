/**
 * What senders sent and what should become of it, by those who made it up: which alerts belong together, what must be told and what is
 * over follow from how they were made, and from nothing that lastword says of them.
 */
import type { Arrival } from '../../src/desk/desk.ts';
import { packed } from '../../src/facts/parcels.ts';
import type { Alert } from '../../src/types.ts';
import type { DeskLives } from './desk-lives.ts';
import type { FakeTime } from './fake-time.ts';
import type { MemorySlack } from './memory-slack.ts';
import { podNamed, podsEach, workloadName } from './shop.ts';

/**
 * One alert or Event about a pod that stopped. `fired`: its firing side was sent; `over`: its end was; `late`: its end was sent first, and
 * its firing side may still come; `past`: its end was long ago, so that what fires with the same start is another.
 */
export type Sent = {
  id: string;
  kind: 'alert' | 'event';
  workload: number;
  pod: string;
  startsAt: string;
  fired: boolean;
  over: boolean;
  late: boolean;
  past: boolean;
  /** How often it had fired before, and been over for long. */
  round: number;
};

/**
 * What must be one message: everything about a workload from its first alert until nothing of it fires any more. `from` and `to`:
 * milliseconds, `to` null before it is over.
 */
export type Episode = { workload: number; sent: Sent[]; from: number; to: number | null };

export type Model = {
  sent: Sent[];
  episodes: Episode[];
  malformed: Set<string>;
  /** How often there was a long silence. */
  pauses: number;
  podsUsed: number[];
  /** Whether a workload's stops are hidden, where its cluster could be read: they are in a digest, and make no episodes. */
  isQuiet: (workload: number) => boolean;
};

export const emptyModel = (isQuiet: Model['isQuiet']): Model => ({
  sent: [],
  episodes: [],
  malformed: new Set(),
  pauses: 0,
  podsUsed: [],
  isQuiet,
});

/** The real thing: a Desk and what is around it. */
export type Real = {
  time: FakeTime;
  lives: DeskLives;
  slack: MemorySlack;
  cluster: { down: boolean };
  /** What no sender got its 202 for yet: it is sent again. */
  unacknowledged: Set<Arrival>;
};

const openOf = (model: Model, workload: number): Episode | undefined =>
  model.episodes.find((episode) => episode.workload === workload && episode.to === null);

/** A new alert about a workload: about its next pod, or (`again`) about the one before where that is in the same episode. */
export function makeUp(model: Model, kind: Sent['kind'], workload: number, again: boolean, now: number): Sent {
  const used = model.podsUsed[workload] ?? 0;
  const next = Math.min(podsEach - 1, again && openOf(model, workload) ? used - 1 : used);
  model.podsUsed[workload] = next + 1;
  const id = `${kind}-${model.sent.length}`;
  const pod = podNamed(workload, next);
  const startsAt = new Date(now).toISOString();
  const sent: Sent = {
    id,
    kind,
    workload,
    pod,
    startsAt,
    fired: false,
    over: false,
    late: false,
    past: false,
    round: 0,
  };
  model.sent.push(sent);
  return sent;
}

/** It was sent as firing: it belongs to the workload's episode that is under way, or begins one. */
export function fires(model: Model, sent: Sent, now: number): void {
  sent.fired = true;
  sent.late = false;
  const open = openOf(model, sent.workload);
  if (open) open.sent.push(sent);
  else model.episodes.push({ workload: sent.workload, sent: [sent], from: now, to: null });
}

export const firing = (episode: Episode): Sent[] => episode.sent.filter((sent) => sent.kind === 'alert' && !sent.over);

/** What its sender would say of it now: a later round of it, if there was one. */
export const newest = (model: Model, { id }: Sent): Sent | undefined => model.sent.findLast((sent) => sent.id === id);

/** A long silence: what fires goes on, all else is over, and what is said of it later is another episode. */
export function falsSilent(model: Model, now: number): void {
  model.pauses += 1;
  for (const episode of model.episodes) if (firing(episode).length === 0) episode.to ??= now;
  for (const sent of model.sent) {
    // An end whose alert did not come by now stays alone.
    sent.late = false;
    sent.past = sent.kind === 'alert' && sent.fired && sent.over && newest(model, sent) === sent;
  }
}

/** The same alert with the very start that it had, long after its end: to its sender it is one, to a reader it is another. */
export function makeUpAgain(model: Model, before: Sent): Sent {
  before.past = false;
  const sent: Sent = { ...before, fired: false, over: false, round: before.round + 1 };
  model.sent.push(sent);
  return sent;
}

/** As its sender words it; `times` its sender's small differences between one sending and the next. */
export function asAlert(sent: Sent, status: Alert['status'], now: number, times = 0): Alert {
  const { id, kind, workload, pod, startsAt } = sent;
  const place = { namespace: 'shop', pod, container: 'app' };
  const common = { cluster: 'lab', fingerprint: id, startsAt, field: `alerts[${times}]`, annotations: {} };
  if (kind === 'alert') {
    const labels = { alertname: 'KubePodCrashLooping', deployment: workloadName(workload), ...place };
    const endsAt = status === 'resolved' ? new Date(now).toISOString() : null;
    return {
      ...common,
      sender: 'alertmanager',
      status,
      endsAt,
      labels,
      event: null,
      groupKey: `{}:{route-${times % 2}}`,
    };
  }
  const about = { kind: 'Pod', namespace: 'shop', name: pod, uid: `uid-${pod}`, fieldPath: 'spec.containers{app}' };
  const event = { metadata: { uid: id }, involvedObject: about, reason: 'BackOff', lastTimestamp: startsAt };
  const labels = { alertname: 'BackOff', deployment: workloadName(workload), namespace: 'shop', pod };
  return { ...common, sender: 'kubernetes-event', status, endsAt: null, labels, event: event as Alert['event'] };
}

/** Hands it in; who gets no 202 tries again later. */
export function send(real: Real, arrival: Arrival): void {
  real.unacknowledged.add(arrival);
  void real.lives.accept(arrival).then((receipt) => void (receipt && real.unacknowledged.delete(arrival)));
}

export const arrivalOf = (...alerts: Alert[]): Arrival => ({
  parcels: packed({ alerts, rejected: [] }),
  dropped: null,
});

/** Senders try until they get their 202. */
export async function acknowledged(real: Real): Promise<void> {
  for (let tries = 0; tries < 20; tries++) {
    await real.time.advance(2_500);
    if (real.unacknowledged.size === 0) return;
    for (const arrival of real.unacknowledged) send(real, arrival);
  }
  throw new Error('some alerts are never acknowledged');
}

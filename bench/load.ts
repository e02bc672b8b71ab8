/** Senders: as fast as answers come, or at a fixed rate whatever the answers do. Plain HTTP, connections kept. */
import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { webhookToken } from './serve.ts';

export type Poster = { post: (body: string) => Promise<number>; close: () => void };

/** Posts bodies to one address; a connection that breaks is status 0. */
export function poster(url: string, connections: number): Poster {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const headers = { authorization: `Bearer ${webhookToken}`, 'content-type': 'application/json' };
  return {
    post: (body) =>
      new Promise((resolve) => {
        const length = { 'content-length': Buffer.byteLength(body) };
        request(url, { method: 'POST', agent, headers: { ...headers, ...length } }, (response) => {
          response.resume().once('end', () => resolve(response.statusCode ?? 0));
        })
          .once('error', () => resolve(0))
          .end(body);
      }),
    close: () => agent.destroy(),
  };
}

/** Each connection sends its next body when the last was answered, for `forMs`. Answers how many 202s came a second. */
export async function closedLoop(
  url: string,
  connections: number,
  forMs: number,
  next: () => string,
): Promise<{ perSecond: number; refused: number }> {
  const sender = poster(url, connections);
  const began = performance.now();
  let [accepted, refused] = [0, 0];
  const one = async (): Promise<void> => {
    while (performance.now() - began < forMs) {
      if ((await sender.post(next())) === 202) accepted++;
      else refused++;
    }
  };
  await Promise.all(Array.from({ length: connections }, one));
  const seconds = (performance.now() - began) / 1000;
  sender.close();
  return { perSecond: accepted / seconds, refused };
}

/** More than this are never under way: what could not be sent counts as never answered. */
const mostInFlight = 2_000;

/** What is not answered so long after the last was sent is not waited for. */
const patienceMs = 5_000;

/**
 * `rate` requests a second for `forMs`, each at its time. A wait counts from when the request was due, so that a receiver that
 * stalls is charged for those that queued behind it. Answers the waits in milliseconds; Infinity for what was not accepted in time.
 */
export async function openLoop(url: string, rate: number, forMs: number, next: () => string): Promise<number[]> {
  const sender = poster(url, mostInFlight);
  const waits: number[] = [];
  const under = new Set<Promise<void>>();
  const began = performance.now();
  const send = (due: number): void => {
    if (under.size >= mostInFlight) return void waits.push(Infinity);
    const one = sender.post(next()).then((status) => {
      waits.push(status === 202 ? performance.now() - due : Infinity);
      under.delete(one);
    });
    under.add(one);
  };
  for (let sent = 0; sent < (rate * forMs) / 1000;) {
    const due = began + (sent * 1000) / rate;
    if (performance.now() < due) await pause(1);
    else {
      send(due);
      sent++;
    }
  }
  await Promise.race([Promise.all(under), pause(patienceMs, null, { ref: false })]);
  sender.close();
  return [...waits, ...Array.from(under, () => Infinity)];
}

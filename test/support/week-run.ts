/** Plays a made-up week: the real app and Desk on a fake clock, their webhooks, a cluster that shows what happens, a Slack in memory. Lives end in it. */
import { createApp } from '../../src/app.ts';
import type { DeskApi } from '../../src/desk/desk.ts';
import type { Policy } from '../../src/types.ts';
import { type DeskLives, deskLives } from './desk-lives.ts';
import { lifePorts } from './life-ports.ts';
import { type FakeTime, fakeTime } from './fake-time.ts';
import { type MemorySlack, memorySlack } from './memory-slack.ts';
import { random } from './random.ts';
import { weekFetch } from './week-api.ts';
import type { Post } from './week-sim.ts';
import { type Week, weekEnd, weekStart } from './week.ts';

const hour = 3_600_000;

/** What Slack and the store know when all is over, and what was logged on the way. */
export type Played = {
  lives: DeskLives;
  slack: MemorySlack;
  /** What was answered to each webhook in the end, by status. */
  answers: Map<string, number>;
  /** Webhooks that were answered with an error and sent again. */
  again: number;
  requests: number;
  logged: { at: number; msg: string; fields: Record<string, unknown> }[];
};

function deskOf(
  time: FakeTime,
  slack: MemorySlack,
  fetch: typeof globalThis.fetch,
  policy: Policy,
  log: (msg: string, fields: Record<string, unknown>) => void,
): DeskLives {
  const { notifier } = slack;
  return deskLives(time, (step) =>
    lifePorts(
      step,
      { fetch, notifier },
      {
        policy,
        keep: { alertsMs: 14 * 24 * hour, incidentsMs: 90 * 24 * hour, bytes: Infinity },
        log,
      },
    ),
  );
}

/** The app in front of the Desk that lives now; what a Desk cannot do because its life ended is an error to whoever asked. */
function appOf(lives: DeskLives) {
  const desk = new Proxy({} as DeskApi, {
    get: (_desk, name: keyof DeskApi) => async (argument: never) => {
      const done = await lives.ask((life) => (life[name] as (given: never) => Promise<unknown>)(argument));
      if (done === null) throw new Error('that life is over');
      return done;
    },
  });
  return createApp({
    problem: () => null,
    settings: () => ({ settings: null, loadedAt: 0, refused: null }),
    tokens: [],
    allowUnauthenticated: true,
    keeper: () => 'week',
    clusterOf: () => 'week',
    desk: () => desk,
    desks: () => [{ name: 'week', desk }],
    slack: { channel: 'C1' },
    exposition: () => Promise.resolve({ contentType: 'text/plain', text: '' }),
  });
}

/** Sends a webhook, and says what was answered; time goes by only as far as it is needed for that. */
async function send(app: ReturnType<typeof appOf>, time: FakeTime, { path, body }: Post): Promise<number> {
  const answers: number[] = [];
  const answer = Promise.resolve(
    app.request(`/webhooks/${path}`, { method: 'POST', body, headers: { 'content-type': 'application/json' } }),
  );
  void answer.then((response) => answers.push(response.status));
  for (let wait = 0; answers.length === 0; wait = 20) await time.advance(wait);
  return answers[0] ?? 0;
}

/** Plays all of it. Give the clock back afterwards, with `realTime()`. `crashes`: how often a life ends, at moments of the seed's. */
export async function playWeek(week: Week, policy: Policy, crashes: number): Promise<Played> {
  const time = fakeTime(weekStart);
  const slack = memorySlack(time.steady, time.wait);
  const played: Played = { slack, lives: null as never, answers: new Map(), again: 0, requests: 0, logged: [] };
  const fetch = weekFetch(week, time.now, () => void (played.requests += 1));
  played.lives = deskOf(
    time,
    slack,
    fetch,
    policy,
    (msg, fields) => void played.logged.push({ at: time.now(), msg, fields }),
  );
  const app = appOf(played.lives);
  const dice = random(week.seed + 1);
  const ends = new Set(Array.from({ length: crashes }, () => Math.floor(dice() * week.posts.length)));
  const waiting = [...week.posts];
  for (let [post, sent] = [waiting.shift(), 0]; post; [post, sent] = [waiting.shift(), sent + 1]) {
    await time.advance(Math.max(0, post.at - time.now()));
    if (ends.has(sent)) played.lives.crash(Math.floor(dice() * 40));
    const status = await send(app, time, post);
    if (status < 500) {
      const name = `${post.path} ${status}`;
      played.answers.set(name, (played.answers.get(name) ?? 0) + 1);
      continue;
    }
    // Senders that are not answered try again.
    played.again += 1;
    const later = { ...post, at: time.now() + 3_000 };
    const next = waiting.findIndex(({ at }) => at > later.at);
    waiting.splice(next < 0 ? waiting.length : next, 0, later);
  }
  await time.advance(weekEnd + 4 * hour - time.now());
  return played;
}

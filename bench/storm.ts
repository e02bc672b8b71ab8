/** A storm: 10,000 alerts of 50 workloads at once, and a Slack that takes one call a second. What can be read after a minute? */
import { setTimeout as pause } from 'node:timers/promises';
import type { KubernetesApi } from '../src/demo/kubernetes-api.ts';
import { readDesk, total } from './desk-file.ts';
import { type Figure, mib, progress } from './figures.ts';
import { poster } from './load.ts';
import { lastword, memory, serve } from './serve.ts';
import { stormCluster, webhooksOf } from './storm-alerts.ts';
import { alertmanagerStorm, type Beside } from './storm-beside.ts';
import { named, reader, told } from './storm-reader.ts';
import { type StormSlack, startStormSlack } from './storm-slack.ts';
import { startStormCluster, type StormWorld, stormWorld } from './storm-world.ts';

const minuteMs = 60_000;
/** Alertmanager sends its groups side by side. */
const connections = 8;
/** It sends a group again that it got 5xx for, which a receiver may answer when it has too much to do. */
const mostTries = 10;

type Outcome = {
  told: number;
  named: number;
  lastAfter: number;
  calls: number;
  refused: number;
  alerts: Record<string, number>;
  messages: Record<string, number>;
  acceptedAfter: number;
  requests: number;
  /** The same, by what was asked for. */
  asked: string;
  peak: number;
};

/** Sends all bodies as fast as they are taken. Seconds that took. @throws Error when one is not taken in the end. */
async function sendAll(url: string, bodies: string[]): Promise<number> {
  const sender = poster(url, connections);
  const left = [...bodies];
  const began = performance.now();
  const one = async (): Promise<void> => {
    for (let body = left.pop(); body !== undefined; body = left.pop()) {
      let status = 0;
      for (let tries = 0; status !== 202 && tries < mostTries; tries++) status = await sender.post(body);
      if (status !== 202) throw new Error(`a group of alerts was answered ${status}`);
    }
  };
  await Promise.all(Array.from({ length: connections }, one));
  sender.close();
  return (performance.now() - began) / 1000;
}

async function weather(
  world: StormWorld,
  api: KubernetesApi,
  slack: StormSlack,
  lastAfter: () => number,
): Promise<Outcome> {
  const settings = {
    clusters: [{ name: stormCluster, api: api.url }],
    slack: { channel: slack.channel, api: slack.url },
  };
  const bodies = world.workloads.flatMap((workload) => webhooksOf(workload, world.now));
  const served = await serve(lastword, settings, { SLACK_BOT_TOKEN: 'xoxb-storm' });
  try {
    const end = performance.now() + minuteMs;
    const acceptedAfter = await sendAll(`${served.url}/webhooks/alertmanager`, bodies);
    await pause(Math.max(0, end - performance.now()));
    const [{ taken, refused }, texts, desk] = [slack.calls(), slack.texts(), readDesk(served.directory)];
    return {
      told: told(world.workloads, texts),
      named: named(world.workloads, texts),
      lastAfter: lastAfter(),
      calls: taken,
      refused,
      alerts: desk.alerts,
      messages: desk.messages,
      acceptedAfter,
      requests: api.requests().length,
      asked: byKind(api.requests()),
      peak: memory(served.pid).peak,
    };
  } finally {
    await served.stop();
  }
}

function rows(world: StormWorld, sent: number, here: Outcome, beside: Beside): Figure[] {
  const all = world.workloads.length;
  const kept = total(here.alerts);
  const done = here.alerts['done'] ?? 0;
  const dead = here.messages['dead'] ?? 0;
  const last = Number.isNaN(here.lastAfter) ? 'none' : `the last after ${here.lastAfter.toFixed(0)} s`;
  const requests = here.requests / Math.max(1, done);
  return [
    {
      figure: `${sent} alerts of ${all} workloads: stories readable after 60 s`,
      here: `${here.told}, ${last}`,
      beside: `Alertmanager ${beside.told}`,
      aim: `all ${all}, each with its revision and log line`,
      met: here.told === all,
    },
    { figure: 'workloads named at all by then', here: String(here.named), beside: `Alertmanager ${beside.named}` },
    {
      figure: 'calls that Slack took (and refused) by then',
      here: `${here.calls} (${here.refused})`,
      beside: `Alertmanager ${beside.calls} (${beside.refused})`,
      ratio: here.calls / beside.calls,
      aim: '≤ 60, with all stories told',
      met: here.calls <= 60 && here.told === all,
    },
    {
      figure: 'alerts of them kept, explained; dead letters',
      here: `${kept}, ${done}; ${dead}`,
      aim: `${sent} kept, no dead letter`,
      met: kept === sent && dead === 0,
    },
    { figure: 'all of them acknowledged after', here: `${here.acceptedAfter.toFixed(1)} s` },
    {
      figure: 'requests to the cluster per explained alert of the storm',
      here: `${requests.toFixed(3)} (${here.requests} in all)`,
      beside: 'existing tools 4',
      ratio: requests / 4,
      aim: '≤ 0.02',
      met: done === sent && requests <= 0.02,
    },
    { figure: 'of these', here: here.asked },
    {
      figure: 'most memory in the storm',
      here: mib(here.peak),
      beside: `Alertmanager ${mib(beside.peak)}`,
      ratio: here.peak / beside.peak,
      aim: '≤ 128 MB',
      met: here.peak <= 128_000_000,
    },
  ];
}

/** `pods 20, log 50`: the last plural in the path, and logs. */
function byKind(requests: { path: string }[]): string {
  const kindOf = ({ path }: { path: string }): string =>
    path.endsWith('/log') ? 'logs' : (/\/([a-z]+s)(?:\/[^/]+)?$/.exec(path)?.[1] ?? path);
  return [...Map.groupBy(requests, kindOf)].map(([kind, of]) => `${kind} ${of.length}`).join(', ');
}

/** The storm, told by lastword and then by Alertmanager: a minute each. */
export async function storm(): Promise<Figure[]> {
  const world = stormWorld();
  const sent = world.workloads.flatMap(({ pods }) => pods).length * 5;
  progress('the storm, told by lastword (60 s)');
  const api = await startStormCluster(world);
  const eyes = reader(world.workloads);
  const slack = await startStormSlack(eyes.sees);
  const here = await weather(world, api, slack, eyes.lastAfter);
  await slack.close();
  await api.close();
  progress('the same storm, told by Alertmanager (60 s)');
  return rows(world, sent, here, await alertmanagerStorm(world.workloads, minuteMs));
}

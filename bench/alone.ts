/** One recorded stop alone, of each kind there is: how long until it stands in Slack, what it asks of the cluster, what judging it costs. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kubernetesCluster } from '../src/adapters/kubernetes.ts';
import { readSnapshot, startKubernetesApi } from '../src/demo/kubernetes-api.ts';
import { diagnose } from '../src/diagnose/diagnose.ts';
import { gather } from '../src/gather/gather.ts';
import { batchReader } from '../src/gather/reader.ts';
import { identify } from '../src/identify/identify.ts';
import { receive } from '../src/receive/receive.ts';
import { root } from '../test/support/bundle.ts';
import { tellEverything } from '../test/support/policy.ts';
import { recording } from '../test/support/recordings.ts';
import { startService, stateFolder } from '../test/support/service.ts';
import { startSlack } from '../test/support/slack.ts';
import { type Figure, median, ms, progress } from './figures.ts';

const corpus = join(root, 'test/fixtures/corpus');

function bodyOf(name: string): { path: string; text: string } {
  const isAlert = existsSync(join(corpus, name, 'alert.json'));
  const text = readFileSync(join(corpus, name, isAlert ? 'alert.json' : 'event.json'), 'utf8');
  return { path: `/webhooks/${isAlert ? 'alertmanager' : 'events'}`, text };
}

/** One recorded stop alone: from sending the webhook to the message standing in Slack (milliseconds), and the cluster's requests. */
async function oneStop(name: string): Promise<{ ms: number; requests: number }> {
  const snapshot = await readSnapshot(join(corpus, name, 'cluster.json'));
  const [slack, api, state] = [
    await startSlack(),
    await startKubernetesApi({ snapshots: [snapshot], clock: () => snapshot.now }),
    stateFolder(),
  ];
  const settings = {
    // Expected stops, too: it is about how long a message takes.
    ...tellEverything,
    clusters: [{ name: 'lab-eu-1', api: api.url }],
    slack: { channel: slack.channel, api: slack.url },
  };
  const service = await startService({
    settings,
    secrets: { SLACK_BOT_TOKEN: slack.token },
    directory: state.directory,
  });
  await fetch(`${service.url}/readyz`);
  const { path, text } = bodyOf(name);
  const began = performance.now();
  await service.post(path, text);
  await service.hears('the message', (line) => line.msg === 'posted' && line.kind === 'parent');
  const ms = performance.now() - began;
  await service.stop();
  await Promise.all([slack.close(), api.close()]);
  state.remove();
  return { ms, requests: api.requests().length };
}

/** CPU of judging one alert (diagnose alone, evidence in hand) beside parsing the JSON that it was read from: microseconds each. */
async function judging(name: string): Promise<{ diagnose: number; parse: number }> {
  const { snapshot, sender, body } = await recording(name);
  const received = receive(sender, body);
  const alert = received.ok ? received.alerts[0] : undefined;
  if (!alert) throw new Error(`${name} holds no alert`);
  const answers: string[] = [];
  const api = await startKubernetesApi({ snapshots: [snapshot] });
  const listening: typeof fetch = async (...question) => {
    const response = await fetch(...question);
    answers.push(await response.clone().text());
    return response;
  };
  const cluster = batchReader(kubernetesCluster({ api: api.url, token: () => null, fetch: listening }));
  const { subject, evidence } = await gather(identify(alert), alert, cluster);
  await api.close();
  // A watch answers a line for each change; logs are no JSON.
  const json = answers.filter((text) => text.startsWith('{')).flatMap((text) => text.trim().split('\n'));
  const diagnoseUs = microsecondsOf(() => diagnose(subject, evidence, snapshot.now));
  return { diagnose: diagnoseUs, parse: microsecondsOf(() => json.forEach((text) => JSON.parse(text) as unknown)) };
}

/** Median of many rounds, after the first have warmed the code up. */
function microsecondsOf(work: () => void): number {
  const rounds = Array.from({ length: 60 }, () => {
    const began = performance.now();
    work();
    return (performance.now() - began) * 1000;
  });
  return median(rounds.slice(20));
}

async function stops(): Promise<Figure[]> {
  progress('each recorded stop alone');
  const told = [];
  for (const name of readdirSync(corpus)) told.push(await oneStop(name));
  const [waits, requests] = [told.map((stop) => stop.ms), told.map((stop) => stop.requests)];
  return [
    { figure: `webhook to message in Slack, alone, median of ${told.length}`, here: ms(median(waits)) },
    { figure: 'the slowest of them', here: ms(Math.max(...waits)) },
    {
      figure: 'requests to the cluster for one alert alone, median',
      here: String(median(requests)),
      beside: 'existing tools 4',
      ratio: median(requests) / 4,
      aim: '≤ 8',
      met: median(requests) <= 8,
    },
    { figure: 'the most of them', here: String(Math.max(...requests)), aim: '≤ 8', met: Math.max(...requests) <= 8 },
  ];
}

async function judgements(): Promise<Figure> {
  progress('judging each of them');
  const judged = [];
  for (const name of readdirSync(corpus)) judged.push(await judging(name));
  return {
    figure: 'diagnose of one alert, evidence in hand, median of the recordings',
    here: `${Math.round(median(judged.map((j) => j.diagnose)))} µs`,
    beside: `JSON.parse of the answers ${Math.round(median(judged.map((j) => j.parse)))} µs`,
    ratio: median(judged.map((j) => j.diagnose / j.parse)),
  };
}

/** The recordings, one at a time. */
export async function alone(): Promise<Figure[]> {
  return [...(await stops()), await judgements()];
}

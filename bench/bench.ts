/**
 * `npm run bench`: what the main job costs, on this machine. Nothing is asserted; machines differ.
 * Real parts: the bundle on workerd, recorded clusters over HTTP, a Slack with its limits.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { kubernetesCluster } from '../src/adapters/kubernetes.ts';
import { ensureBundle } from '../src/cli/bundle.ts';
import { readSnapshot, startKubernetesApi } from '../src/demo/kubernetes-api.ts';
import { diagnose } from '../src/diagnose/diagnose.ts';
import { gather } from '../src/gather/gather.ts';
import { batchReader } from '../src/gather/reader.ts';
import { identify } from '../src/identify/identify.ts';
import { receive } from '../src/receive/receive.ts';
import { root } from '../test/support/bundle.ts';
import { recording } from '../test/support/recordings.ts';
import { type Service, startService, stateFolder } from '../test/support/service.ts';
import { startSlack } from '../test/support/slack.ts';

const corpus = join(root, 'test/fixtures/corpus');
const starts = 7;

const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const row = (figure: string, value: string): void => console.log(`| ${figure.padEnd(58)} | ${value.padStart(18)} |`);
const kb = (bytes: number): string => `${Math.round(bytes / 1024)} KiB`;

function bodyOf(name: string): { path: string; text: string } {
  const isAlert = existsSync(join(corpus, name, 'alert.json'));
  const text = readFileSync(join(corpus, name, isAlert ? 'alert.json' : 'event.json'), 'utf8');
  return { path: `/webhooks/${isAlert ? 'alertmanager' : 'events'}`, text };
}

/** From spawning workerd to its first 202, milliseconds, on a fresh store. */
async function firstAnswer(): Promise<number> {
  const state = stateFolder();
  const settings = { clusters: [{ name: 'lab-eu-1', api: 'http://127.0.0.1:9' }] };
  const began = performance.now();
  const service = await startService({ settings, directory: state.directory });
  const { path, text } = bodyOf('oom-killed');
  const { status } = await service.post(path, text);
  const took = performance.now() - began;
  await service.stop();
  state.remove();
  if (status !== 202) throw new Error(`expected 202, got ${status}`);
  return took;
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
    clusters: [{ name: 'lab-eu-1', api: api.url }],
    slack: { channel: slack.channel, api: slack.url },
  };
  const service: Service = await startService({
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
  const diagnoseUs = microseconds(() => diagnose(subject, evidence, snapshot.now));
  return { diagnose: diagnoseUs, parse: microseconds(() => json.forEach((text) => JSON.parse(text) as unknown)) };
}

/** Median of many rounds, after the first have warmed the code up. */
function microseconds(work: () => void): number {
  const rounds = Array.from({ length: 60 }, () => {
    const began = performance.now();
    work();
    return (performance.now() - began) * 1000;
  });
  return median(rounds.slice(20));
}

const bundle = await ensureBundle(root, (text) => console.error(text));
row('figure', 'here');
row('---', '---');
row('bundle, raw', kb(statSync(bundle).size));
row('bundle, gzip', kb(gzipSync(readFileSync(bundle)).length));
const answers: number[] = [];
for (let i = 0; i < starts; i++) answers.push(await firstAnswer());
row(`start of workerd to the first 202, median of ${starts}`, `${Math.round(median(answers))} ms`);
const stops = [];
for (const name of readdirSync(corpus)) stops.push(await oneStop(name));
row(
  `webhook to message in Slack, alone, median of ${stops.length}`,
  `${Math.round(median(stops.map((s) => s.ms)))} ms`,
);
row('the slowest of them', `${Math.round(Math.max(...stops.map((s) => s.ms)))} ms`);
row('requests to the cluster for one alert alone, median', String(median(stops.map((s) => s.requests))));
row('the most of them', String(Math.max(...stops.map((s) => s.requests))));
const judged = [];
for (const name of readdirSync(corpus)) judged.push(await judging(name));
const [diagnosing, parsing] = [median(judged.map((j) => j.diagnose)), median(judged.map((j) => j.parse))];
row('diagnose of one alert, evidence in hand', `${Math.round(diagnosing)} µs`);
row('beside: JSON.parse of what the cluster answered for it', `${Math.round(parsing)} µs`);
row('ratio, median of the recordings', median(judged.map((j) => j.diagnose / j.parse)).toFixed(2));

/** How fast alerts are acknowledged, beside a bare Worker that does no more than to keep them. */
import { join } from 'node:path';
import { readSnapshot, startKubernetesApi } from '../src/demo/kubernetes-api.ts';
import { bodies, recorded } from './bodies.ts';
import { type Figure, median, ms, perSecond, progress, quantile } from './figures.ts';
import { closedLoop, openLoop } from './load.ts';
import { bareWorker, lastword, serve } from './serve.ts';

const from = 'crash-exit-1';
const rounds = 3;
const roundMs = 3_000;
const connections = 16;
const rate = 300;
const latencyMs = 10_000;

/** Runs `measure` against a fresh worker, once it answers. lastword explains what it accepts meanwhile, as it would. */
async function against<T>(bundle: string, api: string, measure: (url: string) => Promise<T>): Promise<T> {
  const served = await serve(bundle, { clusters: [{ name: 'lab-eu-1', api }] });
  const url = `${served.url}/webhooks/alertmanager`;
  try {
    // What the first request sets up is measured as the start.
    await closedLoop(url, 1, 300, bodies(1, 'oom-killed'));
    return await measure(url);
  } finally {
    await served.stop();
  }
}

async function throughput(size: number, api: string): Promise<Figure> {
  const [here, beside]: [number[], number[]] = [[], []];
  const run = async (url: string) => {
    const { perSecond: requests, refused } = await closedLoop(url, connections, roundMs, bodies(size));
    if (refused > 0) progress(`${refused} requests were refused`);
    return requests * size;
  };
  for (let round = 1; round <= rounds; round++) {
    progress(`acknowledged a second, groups of ${size}, round ${round} of ${rounds}`);
    here.push(await against(lastword, api, run));
    beside.push(await against(bareWorker, api, run));
  }
  // Round by round: what else the machine does changes from one to the next.
  const ratio = median(here.map((rate, round) => rate / (beside[round] ?? Number.NaN)));
  return {
    figure: `acknowledged alerts a second, groups of ${size}, median of ${rounds}`,
    here: perSecond(median(here)),
    beside: `bare Worker ${perSecond(median(beside))}`,
    ratio,
    aim: '≥ 0.8',
    met: ratio >= 0.8,
  };
}

/** By turns, for a machine has good moments and bad ones: of each figure the round in the middle. */
async function latency(api: string): Promise<Figure[]> {
  const run = (url: string): Promise<number[]> => openLoop(url, rate, latencyMs, bodies(1));
  const [here, beside]: [number[][], number[][]] = [[], []];
  for (let round = 1; round <= rounds; round++) {
    progress(`waits at ${rate} requests a second, round ${round} of ${rounds}`);
    here.push(await against(lastword, api, run));
    beside.push(await against(bareWorker, api, run));
  }
  return [0.5, 0.99].map((share) => {
    const [ours, theirs] = [here, beside].map((all) => all.map((waits) => quantile(waits, share))) as [
      number[],
      number[],
    ];
    const ratio = median(ours.map((wait, round) => wait / (theirs[round] ?? Number.NaN)));
    return {
      figure: `acknowledgement at ${rate} requests/s, p${share * 100}, median of ${rounds}`,
      here: ms(median(ours)),
      beside: `bare Worker ${ms(median(theirs))}`,
      ratio,
      aim: '≤ 1.25',
      met: ratio <= 1.25,
    };
  });
}

/** Alerts a second and waits of the acknowledgement. */
export async function acknowledge(): Promise<Figure[]> {
  const snapshot = await readSnapshot(join(recorded(from), 'cluster.json'));
  const api = await startKubernetesApi({ snapshots: [snapshot], clock: () => snapshot.now });
  try {
    return [await throughput(1, api.url), await throughput(50, api.url), ...(await latency(api.url))];
  } finally {
    await api.close();
  }
}

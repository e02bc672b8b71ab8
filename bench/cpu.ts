/**
 * What an alert costs in processor time, all threads of workerd together: from its webhook to its composed message, among many and
 * alone, beside reading its body as JSON. The ingest alone is what a repeated webhook costs: all of it but the new row.
 */
import type { KubernetesApi } from '../src/demo/kubernetes-api.ts';
import { settled } from './desk-file.ts';
import { type Figure, median, progress, us } from './figures.ts';
import { poster } from './load.ts';
import { bareWorker, cpuSeconds, lastword, type Served, serve } from './serve.ts';
import { oneByOne, stormCluster, webhooksOf } from './storm-alerts.ts';
import { startStormCluster, type StormWorld, stormWorld } from './storm-world.ts';

const rule = ['KubePodCrashLooping'];
/** The first of the workloads warm the code up, the next come together, the last one by one. */
const [warm, together, single] = [3, 15, 1];
const repeats = 8;
const mostMs = 60_000;

type Alone = { alerts: unknown[] };
/** Sends bodies, each when the one before was answered and, if `settle`, worked off. Processor time per alert, seconds. */
async function spent(served: Served, bodies: string[], settle: 'each' | 'all' | 'none'): Promise<number> {
  const sender = poster(`${served.url}/webhooks/alertmanager`, 1);
  const before = cpuSeconds(served.pid);
  let alerts = 0;
  for (const body of bodies) {
    const status = await sender.post(body);
    if (status !== 202 && status !== 200) throw new Error(`a group of alerts was answered ${status}`);
    alerts += (JSON.parse(body) as Alone).alerts.length;
    if (settle === 'each') await worked(served);
  }
  if (settle === 'all') await worked(served);
  sender.close();
  return (cpuSeconds(served.pid) - before) / alerts;
}

async function worked(served: Served): Promise<void> {
  if (!(await settled(served.directory, mostMs))) throw new Error(`not worked off within ${mostMs / 1000} s`);
}

/** Seconds per alert that reading these bodies as JSON takes, median of many rounds. */
function parsing(bodies: string[]): number {
  const rounds = Array.from({ length: 60 }, () => {
    const began = performance.now();
    const alerts = bodies.map((body) => (JSON.parse(body) as Alone).alerts.length).reduce((a, b) => a + b, 0);
    return (performance.now() - began) / 1000 / alerts;
  });
  return median(rounds.slice(20));
}

/** Processor time per alert of a way to send them, seconds: to the message, kept only, kept by a bare Worker, read as JSON. */
type Costs = { explained: number; ingest: number; bare: number; parse: number };

async function costs(served: Served, bare: Served, bodies: string[], settle: 'each' | 'all'): Promise<Costs> {
  const explained = await spent(served, bodies, settle);
  const again = Array.from({ length: repeats }, () => bodies).flat();
  const ingest = await spent(served, again, 'none');
  return { explained, ingest, bare: await spent(bare, again, 'none'), parse: parsing(bodies) };
}

async function measure(world: StormWorld, api: KubernetesApi): Promise<Figure[]> {
  const bodies = world.workloads.map((workload) => webhooksOf(workload, world.now, rule)).map(([body = '']) => body);
  const [many, few] = [bodies.slice(warm, warm + together), bodies.slice(-single).flatMap(oneByOne)];
  const served = await serve(lastword, { clusters: [{ name: stormCluster, api: api.url }] });
  const bare = await serve(bareWorker);
  try {
    await spent(served, bodies.slice(0, warm), 'all');
    const [groups, alone] = [await costs(served, bare, many, 'all'), await costs(served, bare, few, 'each')];
    return [...rows('groups of 40', groups), ...rows('one by one', alone)];
  } finally {
    await served.stop();
    await bare.stop();
  }
}

function rows(how: string, { explained, ingest, bare, parse }: Costs): Figure[] {
  const row = (figure: string, here: number, beside: string, other: number): Figure => ({
    figure: `${figure}, ${how}`,
    here: us(here),
    beside: `${beside} ${us(other)}`,
    ratio: here / other,
  });
  return [
    row('processor time per alert, webhook to message', explained, 'JSON.parse of its body', parse),
    row('of that the ingest alone', ingest, 'bare Worker', bare),
  ];
}

/** Processor time per alert. The messages stay on the page: no Slack takes part. */
export async function cpu(): Promise<Figure[]> {
  progress('processor time per alert');
  const world = stormWorld();
  const api = await startStormCluster(world);
  try {
    return await measure(world, api);
  } finally {
    await api.close();
  }
}

/**
 * Where the processor time goes: V8's sampling profiler on the real workerd while it explains a storm's alerts, and the samples by
 * the project's folder that was at work, and by function. Not part of a plain run: `npm run bench -- profile`.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { workerdConfig } from '../src/cli/capnp.ts';
import { root } from '../test/support/bundle.ts';
import { stateFolder } from '../test/support/service.ts';
import { settled } from './desk-file.ts';
import { type Figure, progress } from './figures.ts';
import { poster } from './load.ts';
import { type Profile, profiler, type Shares } from './profiler.ts';
import { webhookToken } from './serve.ts';
import { oneByOne, stormCluster, webhooksOf } from './storm-alerts.ts';
import { startStormCluster, stormWorld } from './storm-world.ts';

/** Of the world's workloads; the first warm the code up. */
const [most, warm] = [15, 2];
const mostMs = 60_000;
const functionsShown = 25;

/** The bundle with its names left in, and a comment where each module begins. */
export function readableBundle(into: string): string {
  const wrangler = join(root, 'node_modules/wrangler/bin/wrangler.js');
  const env = { ...process.env, CLOUDFLARE_CF_FETCH_ENABLED: 'false', WRANGLER_SEND_METRICS: 'false' };
  execFileSync(process.execPath, [wrangler, 'deploy', '--dry-run', '--no-minify', '--outdir', into], {
    cwd: root,
    env: { ...env, WRANGLER_WRITE_LOGS: 'false' },
    stdio: 'ignore',
  });
  return join(into, 'worker.js');
}

type Inspected = { child: ChildProcess; http: string; inspector: string };

/** workerd with its inspector open; both ports are reported on its control descriptor. */
export async function inspected(directory: string, bundle: string, settings: object): Promise<Inspected> {
  const run = join(directory, 'run');
  for (const folder of [run, join(directory, 'desk')]) mkdirSync(folder, { recursive: true });
  copyFileSync(bundle, join(run, 'worker.js'));
  const bindings = { LASTWORD_CONFIG: JSON.stringify(settings), LASTWORD_WEBHOOK_TOKEN: webhookToken };
  const config = workerdConfig({ port: 0, bindings: Object.keys(bindings), certificates: [], files: false });
  writeFileSync(join(run, 'workerd.capnp'), config);
  const { default: binary } = createRequire(import.meta.url)('workerd') as { default: string };
  const child = spawn(binary, ['serve', '--control-fd=3', '--inspector-addr=127.0.0.1:0', 'workerd.capnp'], {
    cwd: run,
    env: bindings,
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const ports: Record<string, number> = {};
  for await (const line of createInterface({ input: child.stdio[3] as Readable })) {
    const { event, port } = JSON.parse(line) as { event: string; port: number };
    ports[event] = port;
    if (ports['listen'] && ports['listen-inspector']) break;
  }
  const at = (event: string): string => `127.0.0.1:${ports[event] ?? 0}`;
  return { child, http: `http://${at('listen')}`, inspector: at('listen-inspector') };
}

/** Samples while all bodies are sent and worked through. */
async function sampled(directory: string, { http, inspector }: Inspected, bodies: string[]): Promise<Profile> {
  const sender = poster(`${http}/webhooks/alertmanager`, 1);
  const sampler = await profiler(inspector);
  for (const body of bodies) await sender.post(body);
  await settled(directory, mostMs);
  sender.close();
  return sampler.stop();
}

const share = (part: number, whole: number): string => `${((part / whole) * 100).toFixed(1)} %`;

function rows(of: string, { all, idle, byFolder, byFunction }: Shares): Figure[] {
  const top = (shares: Map<string, number>, most: number): [string, number][] =>
    [...shares].toSorted(([, a], [, b]) => b - a).slice(0, most);
  return [
    { figure: `${of}: samples, and those in which nothing was done`, here: `${all}, ${idle}` },
    ...top(byFolder, 20).map(([name, n]) => ({ figure: `at work: ${name}`, here: share(n, all - idle) })),
    ...top(byFunction, functionsShown).map(([name, n]) => ({
      figure: `in itself: ${name}`,
      here: share(n, all - idle),
    })),
  ];
}

/** Shares of the samples in which something was done: while a storm is explained, and while known alerts come in one by one. */
export async function profile(): Promise<Figure[]> {
  progress('profile of a storm, and of the ingest alone');
  const world = stormWorld();
  const [api, state] = [await startStormCluster(world), stateFolder()];
  const bundle = readableBundle(join(state.directory, 'bundle'));
  const groups = world.workloads.slice(0, most).flatMap((w) => webhooksOf(w, world.now, ['KubePodCrashLooping']));
  const running = await inspected(state.directory, bundle, { clusters: [{ name: stormCluster, api: api.url }] });
  const killNow = (): void => void running.child.kill('SIGKILL');
  process.once('exit', killNow);
  const shares = async (bodies: string[]): Promise<Shares> =>
    (await sampled(state.directory, running, bodies)).named(readFileSync(bundle, 'utf8'));
  try {
    await shares(groups.slice(0, warm));
    return [
      ...rows('storm', await shares(groups.slice(warm))),
      ...rows('ingest alone', await shares(groups.flatMap(oneByOne))),
    ];
  } finally {
    killNow();
    process.off('exit', killNow);
    await api.close();
    state.remove();
  }
}

/**
 * What an alert costs when many are kept already. The store is filled with episodes that are over (each an alert's end, which asks
 * nothing of a cluster); at every size the same number of new alerts is sent, and worked through.
 */
import { join } from 'node:path';
import { readSnapshot, startKubernetesApi } from '../src/demo/kubernetes-api.ts';
import { bodies, recorded } from './bodies.ts';
import { type DeskFile, readDesk, settled } from './desk-file.ts';
import { type Figure, median, mib, ms, progress, us } from './figures.ts';
import { poster } from './load.ts';
import { cpuSeconds, lastword, memory, type Served, serve } from './serve.ts';

const largest = 100_000;
const sizes = [1_000, 10_000, largest];
const inGroup = 100;
const warm = 400;
const probes = 300;
const from = 'crash-exit-1';
const settings = (api: string): object => ({ clusters: [{ name: 'lab-eu-1', api }] });
/** A size that is not reached by then is told as far as it came, and so is work that is not done. */
const [mostFillMs, mostWorkMs] = [60_000, 60_000];
/** What is flat may differ by so much: machines are not. */
const flat = 1.25;

/** `cpuEach`: processor time of keeping one end and of being done with it. `workMs`: how long they were worked on when all were kept. */
type Filled = { cpuEach: number; workMs: number };
/** `waiting`: alerts that were not worked through before the measurement began, and weigh on it. */
type Level = Filled & {
  stored: number;
  waiting: number;
  wait: number;
  cpu: number;
  memory: number;
  bytesEach: number;
};
type Desk = { served: Served; fill: () => string; probe: () => string };

const kept = ({ alerts }: DeskFile): number => Object.values(alerts).reduce((a, b) => a + b, 0);

/** Fills the store up to a number of episodes and waits until they are worked through. */
async function fillTo(size: number, { served, fill }: Desk): Promise<Filled> {
  const sender = poster(`${served.url}/webhooks/alertmanager`, 4);
  const there = kept(readDesk(served.directory));
  const missing = Math.max(0, size - there);
  const before = cpuSeconds(served.pid);
  const began = performance.now();
  for (let sent = 0; sent < missing && performance.now() - began < mostFillMs; sent += inGroup * 4)
    await Promise.all([1, 2, 3, 4].map(() => sender.post(fill())));
  sender.close();
  const sent = performance.now();
  await settled(served.directory, mostWorkMs);
  const added = kept(readDesk(served.directory)) - there;
  return { cpuEach: (cpuSeconds(served.pid) - before) / added, workMs: performance.now() - sent };
}

/** New alerts one by one: how long each waits for its 202, and the processor time of accepting and explaining one. */
async function level(size: number, desk: Desk): Promise<Level> {
  const { served, probe } = desk;
  progress(`growth: ${size} stored episodes`);
  const filled = await fillTo(size, desk);
  const stored = readDesk(served.directory);
  const sender = poster(`${served.url}/webhooks/alertmanager`, 1);
  const before = cpuSeconds(served.pid);
  const waits: number[] = [];
  for (let i = 0; i < probes; i++) {
    const began = performance.now();
    const status = await sender.post(probe());
    if (status !== 202) throw new Error(`an alert was answered ${status}`);
    waits.push(performance.now() - began);
  }
  await settled(served.directory, mostWorkMs);
  sender.close();
  const cpu = (cpuSeconds(served.pid) - before) / probes;
  const n = kept(stored);
  const waiting = stored.alerts['waiting'] ?? 0;
  const held = { memory: memory(served.pid).now, bytesEach: stored.bytes / n };
  return { ...filled, ...held, stored: n, waiting, wait: median(waits), cpu };
}

function rows(levels: Level[]): Figure[] {
  const [first, last] = [levels[0], levels.at(-1)];
  if (!first || !last) return [];
  const each = (show: (of: Level) => string): string => levels.map(show).join(', ');
  const row = (figure: string, show: (of: Level) => string, value: (of: Level) => number): Figure => ({
    figure: `${figure}, beside so many`,
    here: each(show),
    beside: 'itself at the first size',
    ratio: value(last) / value(first),
    aim: `flat per alert (≤ ${flat})`,
    met: last.stored >= largest && value(last) / value(first) <= flat,
  });
  return [
    {
      figure: 'stored episodes',
      here: each(({ stored }) => `${(stored / 1000).toFixed(0)}k`),
      aim: `${largest / 1000}k, all worked through`,
      met: last.stored >= largest && last.waiting === 0,
    },
    { figure: 'of them not worked through when it was measured', here: each(({ waiting }) => String(waiting)) },
    { figure: 'worked on for so long after the last was kept', here: each(({ workMs }) => ms(workMs)) },
    row(
      'processor time of one end',
      ({ cpuEach }) => us(cpuEach),
      ({ cpuEach }) => cpuEach,
    ),
    row(
      'acknowledgement, median',
      ({ wait }) => ms(wait),
      ({ wait }) => wait,
    ),
    row(
      'processor time of one alert',
      ({ cpu }) => ms(cpu * 1000),
      ({ cpu }) => cpu,
    ),
    row(
      'disk per episode',
      ({ bytesEach }) => `${(bytesEach / 1024).toFixed(1)} KiB`,
      ({ bytesEach }) => bytesEach,
    ),
    row(
      'memory',
      ({ memory: bytes }) => mib(bytes),
      ({ memory: bytes }) => bytes,
    ),
  ];
}

/** The body of `bodies`, as the end of its alerts. */
const ended = (next: () => string) => (): string => next().replaceAll('"status":"firing"', '"status":"resolved"');

/** Time, disk and memory of an alert beside 1,000, 10,000 and 100,000 stored ones. */
export async function growth(): Promise<Figure[]> {
  const snapshot = await readSnapshot(join(recorded(from), 'cluster.json'));
  const api = await startKubernetesApi({ snapshots: [snapshot], clock: () => snapshot.now });
  const served = await serve(lastword, settings(api.url));
  const desk = { served, fill: ended(bodies(inGroup, from)), probe: bodies(1, from) };
  try {
    // The code is warm when the first size is measured.
    await level(warm, desk);
    const levels: Level[] = [];
    for (const size of sizes) levels.push(await level(size, desk));
    return rows(levels);
  } finally {
    await served.stop();
    await api.close();
  }
}

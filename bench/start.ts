/** From nothing to the first 202, and what has to be loaded for it. */
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from '../test/support/bundle.ts';
import { bodies } from './bodies.ts';
import { type Figure, kib, median, ms, progress } from './figures.ts';
import { poster } from './load.ts';
import { helloWorker, lastword, serve } from './serve.ts';

const starts = 7;

/** From spawning workerd until it listens and until its first 202, milliseconds, on a fresh store. */
async function firstAnswer(bundle: string): Promise<{ listens: number; answers: number }> {
  const began = performance.now();
  const served = await serve(bundle);
  const listens = performance.now() - began;
  const sender = poster(`${served.url}/webhooks/alertmanager`, 1);
  const status = await sender.post(bodies(1)());
  const answers = performance.now() - began;
  sender.close();
  await served.stop();
  if (status !== 202) throw new Error(`expected 202, got ${status}`);
  return { listens, answers };
}

type Start = Awaited<ReturnType<typeof firstAnswer>>;

async function toFirstAnswer(): Promise<Figure[]> {
  const [here, beside]: [Start[], Start[]] = [[], []];
  progress('start to the first 202');
  for (let i = 0; i < starts; i++) {
    here.push(await firstAnswer(lastword));
    beside.push(await firstAnswer(helloWorker));
  }
  const of = (part: keyof Start) => [here, beside].map((all) => median(all.map((one) => one[part])));
  const row = (figure: string, [ours = 0, theirs = 0]: number[]): Figure => ({
    figure,
    here: ms(ours),
    beside: `hello world ${ms(theirs)}`,
    ratio: ours / theirs,
  });
  const first = row(`start of workerd to the first 202, median of ${starts}`, of('answers'));
  return [{ ...first, aim: '≤ 1.5', met: (first.ratio ?? 0) <= 1.5 }, row('of that until it listens', of('listens'))];
}

/** Hono alone, bundled and minified as lastword is. */
function honoAlone(): Buffer {
  const entry = join(root, 'bench/workers/hono.js');
  return execFileSync(join(root, 'node_modules/.bin/esbuild'), [entry, '--bundle', '--minify', '--format=esm']);
}

function size(): Figure[] {
  const [here, beside] = [gzipSync(readFileSync(lastword)).length, gzipSync(honoAlone()).length];
  return [
    { figure: 'bundle, raw', here: kib(statSync(lastword).size) },
    {
      figure: 'bundle, gzip',
      here: kib(here),
      beside: `hono alone ${kib(beside)}`,
      ratio: here / beside,
      aim: '≤ 450 KB',
      met: here <= 450_000,
    },
  ];
}

/** The bundle's size and the start's time. */
export async function start(): Promise<Figure[]> {
  return [...size(), ...(await toFirstAnswer())];
}

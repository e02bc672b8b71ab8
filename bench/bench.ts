/**
 * `npm run bench`: what the main job costs, on this machine, beside what else could do a part of it, in one run.
 * `npm run bench -- storm cpu` measures these groups only. Nothing is asserted; machines differ. docs/performance.md says what
 * each figure is. Real parts: the bundle on workerd with its store on disk, clusters over HTTP, a Slack with its limits.
 */
import { availableParallelism, cpus, loadavg } from 'node:os';
import { ensureBundle } from '../src/cli/bundle.ts';
import { root } from '../test/support/bundle.ts';
import { acknowledge } from './acknowledge.ts';
import { alone } from './alone.ts';
import { cpu } from './cpu.ts';
import { type Group, print, printHead, progress } from './figures.ts';
import { growth } from './growth.ts';
import { profile } from './profile.ts';
import { start } from './start.ts';
import { storm } from './storm.ts';

const groups: Group[] = [
  { name: 'start', measure: start },
  { name: 'alone', measure: alone },
  { name: 'acknowledge', measure: acknowledge },
  { name: 'storm', measure: storm },
  { name: 'cpu', measure: cpu },
  { name: 'growth', measure: growth },
  { name: 'profile', measure: profile, onlyAsked: true },
];

/** Everything in it is bounded; this is for what is not as it should be. */
const mostMinutes = 10;

const names = groups.map(({ name }) => name);
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`There is no group ${unknown.join(', ')}. There are ${names.join(', ')}.`);
  process.exit(2);
}
setTimeout(() => {
  console.error(`The benchmark did not end within ${mostMinutes} minutes.`);
  process.exit(1);
}, mostMinutes * 60_000).unref();

const [load = 0] = loadavg();
await ensureBundle(root, progress);
printHead();
print({
  figure: `on ${availableParallelism()} × ${cpus()[0]?.model ?? 'an unknown processor'}`,
  here: `load ${load.toFixed(1)} before`,
  aim: 'a machine with nothing else to do',
  met: load < availableParallelism() / 2,
});
for (const { name, measure, onlyAsked } of groups) {
  if (asked.length > 0 ? !asked.includes(name) : onlyAsked) continue;
  const began = performance.now();
  for (const figure of await measure()) print(figure);
  progress(`${name} took ${Math.round((performance.now() - began) / 1000)} s`);
}

/** Alertmanager's own judge of configurations and routes, `amtool`. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { matchersInWords } from '../../src/facts/matchers.ts';
import { findPeer } from './peers.ts';

const amtool = (): string =>
  join(dirname(findPeer({ name: 'alertmanager', debian: 'prometheus-alertmanager' })), 'amtool');

/** A configuration with a route to a receiver of its own for each list of matchers. YAML is a superset of JSON. */
function configuration(lists: string[]): string {
  const routes = lists.map((text, at) => ({ receiver: `r${at}`, matchers: [text], continue: true }));
  const receivers = [{ name: 'nobody' }, ...lists.map((_, at) => ({ name: `r${at}` }))];
  return JSON.stringify({ route: { receiver: 'nobody', routes }, receivers });
}

function inFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'lastword-amtool-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** For each set of labels: which of the lists match it. One process a set of labels. @throws Error when amtool refuses one of the lists. */
export function matchingRoutes(lists: string[], labelSets: Record<string, string>[]): number[][] {
  return inFolder((folder) => {
    const file = join(folder, 'alertmanager.yml');
    writeFileSync(file, configuration(lists));
    return labelSets.map((labels) => {
      const flags = Object.entries(labels).map(([name, value]) => matchersInWords([{ name, op: '=', value }]));
      const said = execFileSync(amtool(), ['config', 'routes', 'test', `--config.file=${file}`, ...flags], {
        stdio: 'pipe',
      });
      return Array.from(said.toString().matchAll(/\br(\d+)\b/g), ([, at]) => Number(at));
    });
  });
}

/** Whether Alertmanager takes a configuration with this list of matchers; one answer a list, all of one process. */
export function takesMatchers(lists: string[]): boolean[] {
  return inFolder((folder) => {
    const files = lists.map((text, at) => {
      const file = join(folder, `${at}.yml`);
      writeFileSync(file, configuration([text]));
      return file;
    });
    const said = checkConfig(files);
    return files.map((file) => {
      const [, verdict] = said.split(`Checking '${file}'`);
      return verdict !== undefined && /^\s+SUCCESS/.test(verdict);
    });
  });
}

function checkConfig(files: string[]): string {
  try {
    return execFileSync(amtool(), ['check-config', ...files], { stdio: 'pipe' }).toString();
  } catch (error) {
    return String((error as { stdout?: Buffer }).stdout ?? error);
  }
}

/** What amtool says of a configuration file. @throws Error when it refuses it */
export const amtoolCheck = (file: string): string => execFileSync(amtool(), ['check-config', file]).toString();

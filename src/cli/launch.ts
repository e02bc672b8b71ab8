/** From flags to a running service: settings, checks, bundle, workerd, and the demo's alerts. */
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ConfigError, type Settings } from '../config/config.ts';
import { ensureBundle } from './bundle.ts';
import { tellRecordings, type DemoCluster, type Telling } from './demo.ts';
import { follow } from './follow.ts';
import { lockState } from './lock.ts';
import { paint, terminal } from './output.ts';
import { planDemo, planReal, type Plan } from './plan.ts';
import { probePort } from './probe.ts';
import { loadSettings } from './settings.ts';
import type { StartFlags } from './start-flags.ts';
import { startWorkerd, writeFiles } from './workerd.ts';

/** Folder of the project: wrangler.toml, functions/, dist/. */
const root = join(import.meta.dirname, '..', '..');

/** How long a worker that answers 503 may take to get well. Its reasons are nearly always the settings. */
const readyMs = 5000;

export type Launch = {
  flags: StartFlags;
  /** Holds everything that has to be closed. */
  stack: AsyncDisposableStack;
  signal: AbortSignal;
  print: (text: string) => void;
};

type Found = { file: string; settings: Settings };

/**
 * Starts the service and resolves when workerd has ended, with why.
 * @throws ConfigError when it cannot run as it is set up; the signal's reason when that comes first.
 */
export async function launch({ flags, stack, signal, print }: Launch): Promise<string> {
  const found = flags.demo ? null : loadSettings(flags.config);
  const state = found === null ? join(flags.state, 'demo') : flags.state;
  const lock = lockState(state);
  stack.defer(lock.release);
  const taken = await probePort(flags.port);
  if (taken !== null) throw new ConfigError(taken);

  const toldFile = join(state, 'told.json');
  const plan = await planFor(found, { flags, stack, signal, print }, toldFile);
  const bundle = await ensureBundle(root, print, signal);
  signal.throwIfAborted();

  // Without Slack, posting only means that the page has it.
  const { take, events } = terminal(print, [
    ...(plan.settings.slack === undefined ? ['posted'] : []),
    'settings loaded',
    'settings refused',
  ]);
  const workerd = await startWorkerd({
    directory: state,
    bundle,
    port: flags.port,
    bindings: { ...plan.secrets, LASTWORD_RELOAD_SECONDS: '1' },
    files: { 'lastword.yaml': JSON.stringify(plan.settings) },
    certificates: plan.certificates,
    onLine: take,
    onSpawn: (pid, stop) => {
      lock.addWorkerd(pid);
      stack.defer(stop);
    },
  });
  await ready(workerd.url, workerd.ended, signal);
  if (found !== null) stack.defer(followFile(found, plan, { flags, print, state }));
  print(greeting(workerd.url, plan, found?.file ?? null));
  const nextExplained = (until: AbortSignal) => once(events, 'explained', { signal: until });
  await tellDemo({ flags, stack, signal, print }, plan.demo, { toldFile, url: workerd.url, nextExplained });
  return workerd.ended;
}

type Place = Pick<Launch, 'flags' | 'print'> & { state: string };

/** A changed file is handed to the worker, or what is wrong with it. */
function followFile({ file, settings }: Found, plan: Plan, { flags, print, state }: Place): () => void {
  const started = { file, settings, running: plan.settings, secrets: plan.secrets, insecureLocal: flags.insecureLocal };
  return follow(started, {
    hand: (text) => {
      writeFiles(state, { 'lastword.yaml': text, 'refused.txt': '' });
      print(`${file} was read anew.`);
    },
    refuse: (problems) => {
      writeFiles(state, { 'refused.txt': problems });
      print(paint('red', `${file} is refused; what was read before stays in force.\n${problems}`));
    },
  });
}

function planFor(found: Found | null, { flags, stack, print }: Launch, toldFile: string): Promise<Plan> {
  if (found === null) {
    print(demoBanner(flags));
    return planDemo(toldFile, stack);
  }
  if (flags.insecureLocal) found.settings.webhooks.allow_unauthenticated = true;
  return planReal(found, process.env, stack);
}

/** The demo's alerts, unless this store has them; `--demo` sends them again. */
async function tellDemo(
  { flags, signal, print }: Launch,
  cluster: DemoCluster | null,
  where: Pick<Telling, 'toldFile' | 'url' | 'nextExplained'>,
): Promise<void> {
  if (cluster === null || !flags.demoAlerts) return;
  const before = Object.values(cluster.told).sort().at(-1);
  if (before !== undefined && !flags.demo) return print(remembered(Object.keys(cluster.told).length, before));
  const pace = { now: () => new Date(), pauseMs: 1500, patienceMs: 15_000 };
  await tellRecordings({ ...where, ...pace, cluster, say: print, signal });
  if (!signal.aborted)
    print(paint('dim', 'That was the demo. It stays up; Ctrl-C ends it. Your own cluster: npm start -- --help'));
}

function demoBanner(flags: StartFlags): string {
  const why = flags.demo ? 'Demo' : 'There is no lastword.yaml here, so this is the demo';
  return `${why}: a recorded cluster, and the web page in place of Slack.`;
}

function greeting(url: string, { notes, warnings, settings }: Plan, file: string | null): string {
  const open = settings.webhooks.allow_unauthenticated && file !== null;
  return [
    `${paint('bold', 'lastword')} is running${file === null ? '' : ` with ${file}`}`,
    `Page      ${url}/${settings.webhooks.allow_unauthenticated ? '' : ' (any user name; the password is a webhook secret)'}`,
    `Webhooks  POST ${url}/webhooks/alertmanager, /webhooks/events and /webhooks/deployments`,
    ...notes,
    ...(open
      ? [paint('yellow', 'Webhooks and page ask for no secret: any program on this machine can use them.')]
      : []),
    ...warnings.map((warning) => paint('yellow', warning)),
    '',
  ].join('\n');
}

function remembered(count: number, last: string): string {
  return `It remembers the ${count} demo alerts that it was sent before (the last at ${new Date(last).toLocaleString()}): they are on the page. To send them again: npm start -- --demo`;
}

/** @throws ConfigError with the worker's own reason when it does not get ready. */
async function ready(url: string, ended: Promise<string>, signal: AbortSignal): Promise<void> {
  const deadline = AbortSignal.timeout(readyMs);
  let reason = 'it does not answer';
  const gone = ended.then((why) => {
    throw new ConfigError(why);
  });
  gone.catch(() => {});
  while (!deadline.aborted) {
    signal.throwIfAborted();
    const response = await Promise.race([fetch(`${url}/readyz`, { signal: deadline }).catch(() => null), gone]);
    if (response?.ok === true) return;
    if (response !== null) reason = reasonIn(await response.text(), response.status);
    await pause(100, undefined, { signal });
  }
  throw new ConfigError(`The worker is not ready: ${reason}`);
}

/** The worker answers `{ "error": "one sentence" }`. */
function reasonIn(body: string, status: number): string {
  try {
    const { error } = JSON.parse(body) as { error?: unknown };
    if (typeof error === 'string') return error;
  } catch {
    // Then it is text.
  }
  return body.trim() || `status ${status}`;
}

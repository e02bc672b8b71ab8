/** `lastword COMMAND …`: what bin/lastword.js runs, from a checkout's sources or from the bundle of the package. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { ConfigError } from '../config/config.ts';
import { nearest } from '../facts/nearest.ts';
import { UsageError } from './flags.ts';
import { InputError } from './explain-input.ts';
import { paint, type Paint } from './output.ts';

export const help = `lastword explains why a container stopped, on evidence, and how it ended.

  lastword explain -n shop pod/payments-api-8f5f6dffb-75f7n     a pod of the cluster that kubectl talks to
  lastword explain -n shop deploy/payments-api                  the newest stop of that workload
  lastword explain --snapshot cluster.json --webhook alert.json offline, on a recording
  kubectl get pod X -o json | lastword explain -                what one pod's own status tells
  docker inspect X | lastword explain -                         the same for a container of Docker
  lastword snapshot -n shop > cluster.json                      record what explain reads, without secrets
  lastword check --strict && lastword test rules-test.yaml      whether the rules of a lastword.yaml make sense, and do as you say

Commands
  explain    say why, how it ended, whether that was expected, and what to do
  snapshot   record a namespace, to explain it later or elsewhere
  check      say what is wrong with a lastword.yaml, and what in it is probably not meant
  test       try the rules of a lastword.yaml on cases that you write beside it
  start      run the service: webhooks in, Slack messages out (the same as npm start)
  deploy     announce a deployment, so that what it is supposed to do stays quiet
  replay     have a running service send again what Slack had refused
  help       this text; lastword help COMMAND explains one

explain and snapshot only read. Exit status: 0 done; 1 the verdict is not the one --expect named, a case failed, or there are
warnings with --strict; 2 it could not be done.
`;

/** What a command touches outside itself, so that tests can stand in for it. */
export type Io = {
  stdin: () => Promise<string>;
  out: (text: string) => void;
  err: (text: string) => void;
  now: () => Date;
  paint: Paint;
};

const commands = ['explain', 'snapshot', 'check', 'test', 'start', 'deploy', 'replay', 'help'];

const realIo: Io = {
  stdin: () => text(process.stdin),
  out: (said) => void process.stdout.write(said),
  err: (said) => void process.stderr.write(said),
  now: () => new Date(),
  paint,
};

/**
 * Runs one command and resolves with its exit status: 0; 1 when the verdict is not the one that `--expect` named, a case of rules
 * failed or there are warnings; 2, after one sentence on stderr, for a wrong command line or something that cannot be read.
 */
export async function main(args: string[], io: Io = realIo): Promise<number> {
  // A reader that has seen enough (`| head`) is no failure.
  if (io === realIo) process.stdout.on('error', () => process.exit(0));
  try {
    return await run(args, io);
  } catch (error) {
    if (error instanceof UsageError) io.err(`${error.message}\nlastword help ${helpFor(args)}shows how.\n`);
    else if (error instanceof InputError || error instanceof ConfigError) io.err(`${error.message}\n`);
    else throw error;
    return 2;
  }
}

const helpFor = ([command = '']: string[]): string => (commands.includes(command) ? `${command} ` : '');

async function run([command, ...rest]: string[], io: Io): Promise<number> {
  switch (command) {
    case undefined:
    case '--help':
    case '-h':
      return say(help, io);
    case '--version':
      return say(`${version()}\n`, io);
    case 'help':
      return say(await helpOf(rest[0]), io);
    case 'explain':
      return (await import('./explain.ts')).explain(rest, io);
    case 'snapshot':
      return (await import('./snapshot.ts')).snapshot(rest, io);
    case 'check':
      return (await import('./check.ts')).check(rest, io);
    case 'test':
      return (await import('./test.ts')).test(rest, io);
    case 'start':
      return start(rest);
    case 'deploy':
      return (await import('./deploy.ts')).deploy(rest, io);
    case 'replay':
      return (await import('./replay.ts')).replay(rest, io);
    default:
      throw new UsageError(unknownCommand(command));
  }
}

function say(said: string, io: Io): number {
  io.out(said);
  return 0;
}

async function helpOf(command: string | undefined): Promise<string> {
  switch (command) {
    case undefined:
    case 'help':
      return help;
    case 'explain':
      return (await import('./explain-flags.ts')).help;
    case 'snapshot':
      return (await import('./snapshot-flags.ts')).help;
    case 'check':
      return (await import('./check-flags.ts')).help;
    case 'test':
      return (await import('./test-flags.ts')).help;
    case 'start':
      return (await import('./start-flags.ts')).help;
    case 'deploy':
      return (await import('./deploy-flags.ts')).help;
    case 'replay':
      return (await import('./replay.ts')).help;
    default:
      throw new UsageError(unknownCommand(command));
  }
}

function unknownCommand(given: string): string {
  const near = nearest(given, commands);
  return `There is no command "${given}".${near === null ? '' : ` Did you mean ${near}?`}`;
}

/** From src/cli in a checkout, from dist in the package. */
function version(): string {
  const file = ['../../package.json', '../package.json']
    .map((path) => join(import.meta.dirname, path))
    .find((path) => existsSync(path));
  const { version: number } = JSON.parse(readFileSync(file ?? '', 'utf8')) as { version: string };
  return number;
}

/** The launcher builds and runs the worker: it works where its sources and its tools are. It ends the process itself. */
async function start(args: string[]): Promise<number> {
  const launcher = join(import.meta.dirname, 'start.ts');
  if (!existsSync(launcher)) {
    throw new InputError(
      'lastword start runs in a checkout of lastword, after npm ci: this package holds the tools only.',
    );
  }
  process.argv = [process.execPath, launcher, ...args];
  await import(pathToFileURL(launcher).href);
  return 0;
}

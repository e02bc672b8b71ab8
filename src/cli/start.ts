/** `npm start`: the service on this machine, with a real cluster and Slack or as a demo. */
import { ConfigError } from '../config/config.ts';
import { UsageError } from './flags.ts';
import { launch } from './launch.ts';
import { paint } from './output.ts';
import { help, startFlags, type StartFlags } from './start-flags.ts';

/** npm passes a terminal's Ctrl-C on to a child that has had it already: what comes this soon (ms) is the same one. */
const sameKeyMs = 500;

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const complain = (text: string): void => void process.stderr.write(`${text}\n`);

/** Exit status: 0 when it was asked to end, 1 when it cannot run, 2 for a wrong command line. */
async function main(args: string[]): Promise<number> {
  let flags: StartFlags;
  try {
    flags = startFlags(args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    complain(`${error.message}\nnpm start -- --help shows all flags.`);
    return 2;
  }
  if (flags.help) {
    print(help);
    return 0;
  }
  return run(flags, interruption());
}

async function run(flags: StartFlags, signal: AbortSignal): Promise<number> {
  await using stack = new AsyncDisposableStack();
  try {
    const why = await Promise.race([launch({ flags, stack, signal, print }), aborted(signal)]);
    if (signal.aborted) return 0;
    complain(paint('red', why));
  } catch (error) {
    if (signal.aborted) return 0;
    complain(error instanceof ConfigError ? error.message : String(error instanceof Error ? error.stack : error));
  }
  return 1;
}

/** Rejects when the signal comes. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

/** Aborts at the first Ctrl-C (or SIGTERM, or a closed terminal); a second one ends the process there and then. */
function interruption(): AbortSignal {
  const stopping = new AbortController();
  let since = 0;
  const interrupt = (): void => {
    if (stopping.signal.aborted) {
      if (Date.now() - since > sameKeyMs) process.exit(130);
      return;
    }
    since = Date.now();
    print('\nStopping (once more to force) …');
    stopping.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, interrupt);
  return stopping.signal;
}

process.exit(await main(process.argv.slice(2)));

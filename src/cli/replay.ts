/** `lastword replay`: dead letters of a running service are sent again. */
import { InputError } from './explain-input.ts';
import { parseFlags, UsageError } from './flags.ts';
import type { Io } from './lastword.ts';
import { networkSentence } from './network.ts';

export const help = `lastword replay sends messages again that Slack had refused for good, once what stood in the way is put right.

  lastword replay --url https://lastword.example.com
  lastword replay --url http://127.0.0.1:8787 --delivery 4cf1b0f6-3c0e-4c39-9a1f-0c0e8f1f7d52

The page of the service lists them with what Slack said ("Not delivered"), and has a button for each.

Flags
  --url URL              the running service
  --delivery ID          one of them, with what else died in its thread (default: all)
  --token-from NAME      environment variable that holds the webhook token (default: LASTWORD_WEBHOOK_TOKEN)
  -h, --help             this text

Exit status: 0 queued again, 2 it could not be done (one sentence on standard error says why).
`;

/** @throws UsageError, InputError */
export async function replay(args: string[], io: Io, environment = process.env): Promise<number> {
  const values = parseFlags(args, {
    url: { type: 'string' },
    delivery: { type: 'string' },
    'token-from': { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help === true) {
    io.out(help);
    return 0;
  }
  const { url, delivery = null } = values;
  if (url === undefined || !URL.canParse(url))
    throw new UsageError('Name the running service: --url http://HOST:PORT.');
  const token = environment[values['token-from'] ?? 'LASTWORD_WEBHOOK_TOKEN'];
  const queued = await ask(url, token, delivery);
  io.out(
    queued === 0 ? 'There is nothing to send again.\n' : `${queued} queued; they go out as fast as Slack takes them.\n`,
  );
  return 0;
}

/** How many messages were queued. @throws InputError that says what stood in the way */
async function ask(url: string, token: string | undefined, delivery: string | null): Promise<number> {
  const response = await fetch(new URL('replay', url.endsWith('/') ? url : `${url}/`), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ delivery }),
    redirect: 'manual',
    signal: AbortSignal.timeout(10_000),
  }).catch((error: unknown) => {
    const place = { what: 'lastword', url, setting: '--url', trust: 'Set NODE_EXTRA_CA_CERTS to its authority.' };
    throw new InputError(networkSentence(error, place));
  });
  const answer = (await response.json().catch(() => ({}))) as { queued?: number; error?: string };
  if (response.ok && typeof answer.queued === 'number') return answer.queued;
  const hint = response.status === 401 ? ' The token is read from the environment: see --token-from.' : '';
  throw new InputError(`lastword at ${url} answered ${response.status}: ${answer.error ?? 'no reason given'}.${hint}`);
}

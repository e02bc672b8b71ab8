/** `lastword replay`: dead letters of a running service are sent again. */
import { parseFlags } from './flags.ts';
import { InputError } from './explain-input.ts';
import type { Io } from './lastword.ts';
import { post, serviceOf } from './service.ts';

export const help = `lastword replay sends messages again that Slack had refused for good, once what stood in the way is put right.

  lastword replay --url https://lastword.example.com
  lastword replay --url http://127.0.0.1:8787 --delivery 4cf1b0f6-3c0e-4c39-9a1f-0c0e8f1f7d52

The page of the service lists them with what Slack said ("Not delivered"), and has a button for each.

Flags
  --url URL              the running service (default: $LASTWORD_URL)
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
  const service = serviceOf(values, environment);
  const { queued } = await post<{ queued: number }>(service, 'replay', { delivery: values.delivery ?? null }, 'queued');
  if (queued === 0 && values.delivery !== undefined)
    throw new InputError(
      `There is no dead letter ${values.delivery}: it was sent again, or the ID is another. The page lists them.`,
    );
  io.out(
    queued === 0 ? 'There is nothing to send again.\n' : `${queued} queued; they go out as fast as Slack takes them.\n`,
  );
  return 0;
}

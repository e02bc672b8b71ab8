/** `lastword deploy`: what a pipeline does is announced to a running service. */
import { type Action, deployFlags, help } from './deploy-flags.ts';
import { InputError } from './explain-input.ts';
import type { Io } from './lastword.ts';
import { post } from './service.ts';

type Answer = { window: { id: string; state: string; closes_at: string }; note?: string };

/** @throws UsageError, InputError */
export async function deploy(args: string[], io: Io, environment = process.env): Promise<number> {
  const flags = deployFlags(args, environment);
  if (flags === null) {
    io.out(help);
    return 0;
  }
  const { action, notice, service, bestEffort } = flags;
  try {
    io.out(`${sentence(action, await post<Answer>(service, 'webhooks/deployments', notice, 'window'))}\n`);
  } catch (error) {
    if (!bestEffort || !(error instanceof InputError)) throw error;
    io.err(`${error.message}\nThe pipeline goes on: what this deployment does may be told as if nobody meant it.\n`);
  }
  return 0;
}

function sentence(action: Action, { window: { id, closes_at: closesAt }, note }: Answer): string {
  if (note !== undefined) return `Note: ${note}.`;
  switch (action) {
    case 'start':
      return `Deployment ${id} is announced: what it is supposed to do stays quiet, until ${closesAt} at the latest.`;
    case 'heartbeat':
      return `Deployment ${id} goes on, until ${closesAt} at the latest.`;
    case 'finish':
      return `Deployment ${id} is finished; what still settles stays quiet until ${closesAt}.`;
    case 'abort':
      return `Deployment ${id} is aborted: nothing stays quiet for it from now on.`;
  }
}

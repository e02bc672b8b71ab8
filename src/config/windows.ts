/** `windows`: when a deployment counts as under way, and what that hides. */
import * as z from 'zod/mini';
import { channel, duration, matchers, name } from './fields.ts';
import { mapping } from './mapping.ts';

const announced = mapping({
  ttl: [
    z._default(duration('1s', '7d'), '30m'),
    'How long an announced window is open that asks for no time of its own.',
  ],
  longest: [z._default(duration('1s', '7d'), '4h'), 'No announced window is open for longer, whatever it asks for.'],
});

const rule = mapping({
  name: [name, 'What it is called.'],
  matchers: [z._default(matchers, []), 'Which workloads it is for; all without any.'],
  settle: [z.optional(duration('0', '1d')), 'Instead of `windows.settle`.'],
  message: [
    z._default(z.boolean(), false),
    'Deployments have a message of their own: started, finished, what changed, how pods were shut down.',
  ],
  channel: [z.optional(channel), 'ID of the channel that message goes to.'],
});

export const windows = mapping({
  settle: [
    z._default(duration('0', '1d'), '5m'),
    'For how long after its deployment a workload is still in its window.',
  ],
  observed: [
    z._default(z.boolean(), true),
    'A rollout that the cluster shows opens a window. Without: only an announced deployment does.',
  ],
  longest: [z._default(duration('1m', '7d'), '2h'), 'A rollout that never finishes is a window for so long at most.'],
  hide: [
    z._default(z.enum(['expected', 'none']), 'expected'),
    '`expected`: what a deployment was meant to do is hidden, and nothing else. `none`: it hides nothing by itself.',
  ],
  announced: [z.prefault(announced, {}), 'Deployments that a pipeline announces (`POST /webhooks/deployments`).'],
  rules: [z._default(z.array(rule), []), 'What is different for some workloads. The first rule that matches counts.'],
});

/** `webhooks`, `incidents`, `storms`, `retention`: who may send, when one message stands for many, how long things are kept. */
import { z } from 'zod';
import { duration, secretName } from './fields.ts';

export const webhooks = z.strictObject({
  tokens: z
    .array(secretName)
    .min(1, 'must name one secret at least')
    .default(['LASTWORD_WEBHOOK_TOKEN'])
    .describe(
      'Names of the secrets that senders may present, as bearer token or basic-auth password. Several, so that they can be rotated.',
    ),
  allow_unauthenticated: z
    .boolean()
    .default(false)
    .describe('For local use only: accept webhooks and show the page without any secret.'),
});

export const incidents = z.strictObject({
  reopen_within: duration()
    .default('15m')
    .describe('An incident that resolved no longer ago is opened again, in its own thread, instead of posted anew.'),
  join_within: duration('1m', '30d')
    .default('30m')
    .describe(
      'A stop joins the open incident of its workload as long as an alert of that fires, and for so long after the last stop in it. Later it is a new incident.',
    ),
  silent_after: duration('10m', '30d')
    .default('24h')
    .describe(
      'An alert that its sender has not repeated for so long does not count as firing any more. It must be longer than the `repeat_interval` of Alertmanager.',
    ),
});

export const storms = z.strictObject({
  threshold: z
    .int()
    .min(2)
    .max(1000)
    .default(10)
    .describe('So many incidents that open within `window` are told by one message.'),
  window: duration().default('1m').describe('How close together they open.'),
});

export const retention = z.strictObject({
  alerts: duration('0', '10y')
    .default('3d')
    .describe(
      'What is kept of an alert, and of a message that was sent. A repeat within this time is recognised as one.',
    ),
  incidents: duration('0', '10y').default('30d').describe('What is kept of an incident after it was last seen.'),
  store_mib: z
    .int()
    .min(16)
    .max(8192)
    .default(512)
    .describe('The store is kept below this, in MiB: the oldest goes first, however young it is.'),
});

/** `webhooks`, `incidents`, `storms`, `retention`: who may send, when one message stands for many, how long things are kept. */
import * as z from 'zod/mini';
import { duration, secretName, whole } from './fields.ts';
import { mapping } from './mapping.ts';

const tokens = z.array(secretName).check(z.minLength(1, 'must name one secret at least'));

export const webhooks = mapping({
  tokens: [
    z._default(tokens, ['LASTWORD_WEBHOOK_TOKEN']),
    'Names of the secrets that senders may present, as bearer token or basic-auth password. Several, so that they can be rotated.',
  ],
  allow_unauthenticated: [
    z._default(z.boolean(), false),
    'For local use only: accept webhooks and show the page without any secret.',
  ],
});

export const incidents = mapping({
  reopen_within: [
    z._default(duration(), '15m'),
    'An incident that resolved no longer ago is opened again, in its own thread, instead of posted anew.',
  ],
  join_within: [
    z._default(duration('1m', '30d'), '30m'),
    'A stop joins the open incident of its workload as long as an alert of that fires, and for so long after the last stop in it. Later it is a new incident.',
  ],
  silent_after: [
    z._default(duration('10m', '30d'), '24h'),
    'An alert that its sender has not repeated for so long does not count as firing any more. It must be longer than the `repeat_interval` of Alertmanager.',
  ],
});

export const storms = mapping({
  threshold: [z._default(whole(2, 1000), 10), 'So many incidents that open within `window` are told by one message.'],
  window: [z._default(duration(), '1m'), 'How close together they open.'],
});

export const retention = mapping({
  alerts: [
    z._default(duration('0', '10y'), '3d'),
    'What is kept of an alert, and of a message that was sent. A repeat within this time is recognised as one.',
  ],
  incidents: [z._default(duration('0', '10y'), '30d'), 'What is kept of an incident after it was last seen.'],
  store_mib: [
    z._default(whole(16, 8192), 512),
    'The store is kept below this, in MiB: the oldest goes first, however young it is.',
  ],
});

/** `never`, `rules`, `digests`, `annotations`: what is told, what is hidden, and what workloads may ask for themselves. */
import * as z from 'zod/mini';
import { channel, duration, matchers, name, someMatchers, whole } from './fields.ts';
import { mapping } from './mapping.ts';

const exception = mapping({
  name: [name, 'The name that decisions give as their reason.'],
  matchers: [someMatchers, 'Which stops are never hidden.'],
});

export const never = z._default(z.array(exception), []);

const threshold = mapping({
  restarts: [whole(2, 1000), 'How many restarts of a container it takes.'],
  within: [duration('1s', '7d'), 'Within how long.'],
});

const intervals = z.array(z.string()).check(z.minLength(1, 'must name one time interval at least'));

const rule = mapping({
  name: [name, 'The name that decisions give as their reason.'],
  matchers: [z._default(matchers, []), 'Which stops it is for; all without any.'],
  action: [
    z.optional(z.enum(['suppress', 'digest', 'route'])),
    '`suppress` hides, `digest` hides and lists in the next digest, `route` speaks in `channel`. A rule with a threshold needs none: it is `digest` then.',
  ],
  only: [
    z.optional(z.enum(['expected', 'all'])),
    '`expected`: it hides only what somebody meant to happen and what ended in time. `all`: whatever is known; nothing hides what is undetermined. Default `expected`; `all` for a rule with a threshold.',
  ],
  window: [
    z.optional(z.enum(['inside', 'outside'])),
    'Only inside, or only outside, of deployment windows. Without it: both.',
  ],
  active_time_intervals: [
    z.optional(intervals),
    'Names from `time_intervals`: the rule applies within these only. Without it: always.',
  ],
  threshold: [z.optional(threshold), 'Hides until there were so many restarts within so long; from then on it speaks.'],
  channel: [
    z.optional(channel),
    'ID of the channel that `route` speaks in, or a threshold once it is reached. Only for those.',
  ],
  // For editors; agreement.ts says it in words.
}).register(z.globalRegistry, { anyOf: [{ required: ['action'] }, { required: ['threshold'] }] });

export const rules = z._default(z.array(rule), []);

export const digests = mapping({
  every: [z._default(duration('1m', '7d'), '1h'), 'How often what was hidden outside of deployment windows is listed.'],
});

export const annotations = mapping({
  channels: [
    z._default(z.array(channel), []),
    'Channels that `lastword.dev/channel` may name, beside those that stand elsewhere in this file.',
  ],
  suppress: [
    z._default(z.enum(['none', 'expected', 'all']), 'expected'),
    'The most that `lastword.dev/suppress` may hide.',
  ],
  settle: [
    z.optional(duration('0', '1d')),
    'The longest that `lastword.dev/settle` may ask for. Default: `windows.settle`.',
  ],
});

/** `never`, `rules`, `digests`, `annotations`: what is told, what is hidden, and what workloads may ask for themselves. */
import * as z from 'zod';
import { channel, duration, matchers, name, someMatchers } from './fields.ts';

export const never = z
  .array(
    z.strictObject({
      name: name.describe('The name that decisions give as their reason.'),
      matchers: someMatchers.describe('Which stops are never hidden.'),
    }),
  )
  .default([])
  .describe('What is never hidden, whatever rules, windows and annotations say.');

const threshold = z.strictObject({
  restarts: z.int().min(2).max(1000).describe('How many restarts of a container it takes.'),
  within: duration('1s', '7d').describe('Within how long.'),
});

const rule = z
  .strictObject({
    name: name.describe('The name that decisions give as their reason.'),
    matchers: matchers.default([]).describe('Which stops it is for; all without any.'),
    action: z
      .enum(['suppress', 'digest', 'route'])
      .optional()
      .describe(
        '`suppress` hides, `digest` hides and lists in the next digest, `route` speaks in `channel`. A rule with a threshold needs none: it is `digest` then.',
      ),
    only: z
      .enum(['expected', 'all'])
      .optional()
      .describe(
        '`expected`: it hides only what somebody meant to happen and what ended in time. Default `expected`; `all` for a rule with a threshold.',
      ),
    window: z
      .enum(['inside', 'outside'])
      .optional()
      .describe('Only inside, or only outside, of deployment windows. Without it: both.'),
    active_time_intervals: z
      .array(z.string())
      .min(1, 'must name one time interval at least')
      .optional()
      .describe('Names from `time_intervals`: the rule applies within these only. Without it: always.'),
    threshold: threshold
      .optional()
      .describe('Hides until there were so many restarts within so long; from then on it speaks.'),
    channel: channel
      .optional()
      .describe('ID of the channel that `route` speaks in, or a threshold once it is reached. Only for those.'),
  })
  // For editors; agreement.ts says it in words.
  .meta({ anyOf: [{ required: ['action'] }, { required: ['threshold'] }] });

export const rules = z
  .array(rule)
  .default([])
  .describe('What is hidden or spoken elsewhere beyond the defaults. The first rule that applies decides.');

export const digests = z.strictObject({
  every: duration('1m', '7d')
    .default('1h')
    .describe('How often what was hidden outside of deployment windows is listed.'),
});

export const annotations = z.strictObject({
  channels: z
    .array(channel)
    .default([])
    .describe('Channels that `lastword.dev/channel` may name, beside those that stand elsewhere in this file.'),
  suppress: z
    .enum(['none', 'expected', 'all'])
    .default('expected')
    .describe('The most that `lastword.dev/suppress` may hide.'),
  settle: duration('0', '1d')
    .optional()
    .describe('The longest that `lastword.dev/settle` may ask for. Default: `windows.settle`.'),
});

/** `windows`: when a deployment counts as under way, and what that hides. */
import * as z from 'zod';
import { channel, duration, matchers, name } from './fields.ts';

const announced = z.strictObject({
  ttl: duration('1s', '7d')
    .default('30m')
    .describe('How long an announced window is open that asks for no time of its own.'),
  longest: duration('1s', '7d').default('4h').describe('No announced window is open for longer, whatever it asks for.'),
});

const rule = z.strictObject({
  name: name.describe('What it is called.'),
  matchers: matchers.default([]).describe('Which workloads it is for; all without any.'),
  settle: duration('0', '1d').optional().describe('Instead of `windows.settle`.'),
  message: z
    .boolean()
    .default(false)
    .describe('Deployments have a message of their own: started, finished, what changed, how pods were shut down.'),
  channel: channel.optional().describe('ID of the channel that message goes to.'),
});

export const windows = z.strictObject({
  settle: duration('0', '1d')
    .default('5m')
    .describe('For how long after its deployment a workload is still in its window.'),
  observed: z
    .boolean()
    .default(true)
    .describe('A rollout that the cluster shows opens a window. Without: only an announced deployment does.'),
  longest: duration('1m', '7d')
    .default('2h')
    .describe('A rollout that never finishes is a window for so long at most.'),
  hide: z
    .enum(['expected', 'none'])
    .default('expected')
    .describe(
      '`expected`: what a deployment was meant to do is hidden, and nothing else. `none`: it hides nothing by itself.',
    ),
  announced: announced.prefault({}).describe('Deployments that a pipeline announces (`POST /webhooks/deployments`).'),
  rules: z
    .array(rule)
    .default([])
    .describe('What is different for some workloads. The first rule that matches counts.'),
});

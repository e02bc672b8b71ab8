/** All of lastword.yaml. What several places of it must agree on is in agreement.ts. */
import * as z from 'zod';
import { clusters } from './clusters.ts';
import { annotations, digests, never, rules } from './rules.ts';
import { incidents, retention, storms, webhooks } from './service.ts';
import { slack } from './slack.ts';
import { timeIntervals } from './time-intervals.ts';
import { causes, grave } from './verdicts.ts';
import { windows } from './windows.ts';

export const settingsFile = z.strictObject({
  clusters,
  slack: slack.optional().describe('Where messages go. Without it they stay on the web page.'),
  webhooks: webhooks.prefault({}).describe('Who may send alerts and see the page.'),
  never,
  rules,
  time_intervals: timeIntervals,
  windows: windows
    .prefault({})
    .describe('Deployment windows: while a workload is deployed, what its deployment was meant to do is hidden.'),
  digests: digests.prefault({}).describe('Lists of what was hidden outside of deployment windows.'),
  annotations: annotations
    .prefault({})
    .describe('The most that workloads may ask for themselves with annotations `lastword.dev/…`.'),
  grave,
  causes,
  incidents: incidents.prefault({}).describe("Incidents: one workload's episode, one message."),
  storms: storms.prefault({}).describe('Many incidents at once.'),
  retention: retention.prefault({}).describe('How long things are kept.'),
});

export type Settings = z.infer<typeof settingsFile>;
export type ClusterSettings = Settings['clusters'][number];

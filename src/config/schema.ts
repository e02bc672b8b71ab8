/** All of lastword.yaml. What several places of it must agree on is in agreement.ts. */
import * as z from 'zod/mini';
import { clusters } from './clusters.ts';
import { mapping } from './mapping.ts';
import { annotations, digests, never, rules } from './rules.ts';
import { incidents, retention, storms, webhooks } from './service.ts';
import { slack } from './slack.ts';
import { timeIntervals } from './time-intervals.ts';
import { causes, grave } from './verdicts.ts';
import { windows } from './windows.ts';

export const settingsFile = mapping({
  clusters: [clusters, 'The clusters whose alerts come in.'],
  slack: [z.optional(slack), 'Where messages go. Without it they stay on the web page.'],
  webhooks: [z.prefault(webhooks, {}), 'Who may send alerts and see the page.'],
  never: [never, 'What is never hidden, whatever rules, windows and annotations say.'],
  rules: [rules, 'What is hidden or spoken elsewhere beyond the defaults. The first rule that applies decides.'],
  time_intervals: [timeIntervals, "Times that rules may name, exactly as Alertmanager's `time_intervals`."],
  windows: [
    z.prefault(windows, {}),
    'Deployment windows: while a workload is deployed, what its deployment was meant to do is hidden.',
  ],
  digests: [z.prefault(digests, {}), 'Lists of what was hidden outside of deployment windows.'],
  annotations: [
    z.prefault(annotations, {}),
    'The most that workloads may ask for themselves with annotations `lastword.dev/…`.',
  ],
  grave: [grave, 'The concerns that make an expected stop one to investigate. The list replaces the default one.'],
  causes: [
    causes,
    'Moves causes to the other side. `expected`: a stop with this cause that ended well is expected. `investigate`: it never is.',
  ],
  incidents: [z.prefault(incidents, {}), "Incidents: one workload's episode, one message."],
  storms: [z.prefault(storms, {}), 'Many incidents at once.'],
  retention: [z.prefault(retention, {}), 'How long things are kept.'],
});

export type Settings = z.infer<typeof settingsFile>;
export type ClusterSettings = Settings['clusters'][number];

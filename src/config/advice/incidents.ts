/** Alerts that would be taken for ended between two words of their sender. */
import { milliseconds } from '../fields.ts';
import type { Advice, Asked } from './asked.ts';

/** Alertmanager's, unless a route has another. https://prometheus.io/docs/alerting/latest/configuration/#route */
const usualRepeat = '4h';

export function adviceOnIncidents({ settings: { incidents } }: Asked): Advice[] {
  const { silent_after: silent } = incidents;
  if (milliseconds(silent) > milliseconds(usualRepeat)) return [];
  return [
    {
      path: ['incidents', 'silent_after'],
      text: `an alert that Alertmanager repeats every ${usualRepeat} (its repeat_interval, unless a route has another) is taken for ended after ${silent}, while it fires`,
      todo: 'Make it longer than the repeat_interval of the routes that send here; twice as long outlasts one lost repeat.',
    },
  ];
}

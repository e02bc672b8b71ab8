/** The same storm told by Alertmanager's own Slack receiver. */
import { setTimeout as pause } from 'node:timers/promises';
import { startAlertmanager } from '../test/support/alertmanager.ts';
import { memory } from './serve.ts';
import { alertsOf } from './storm-alerts.ts';
import { named, told } from './storm-reader.ts';
import { startStormSlack } from './storm-slack.ts';
import type { StormWorkload } from './storm-world.ts';

export type Beside = { told: number; named: number; calls: number; refused: number; peak: number };

const inOneRequest = 500;

/**
 * Its groups are the workloads. It tries a group that Slack refused again after `group_interval` only: five minutes by default, one
 * second here, so that its own pace is not what is measured.
 */
export async function alertmanagerStorm(workloads: StormWorkload[], forMs: number): Promise<Beside> {
  const slack = await startStormSlack(() => {});
  const alertmanager = await startAlertmanager({
    receiver: { slack_configs: [{ api_url: slack.webhook, channel: '#alerts', send_resolved: true }] },
    route: { group_by: ['namespace', 'workload'], group_wait: '1s', group_interval: '1s' },
  });
  const killNow = (): void => void process.kill(alertmanager.pid, 'SIGKILL');
  process.once('exit', killNow);
  try {
    const alerts = workloads.flatMap((workload) => alertsOf(workload));
    const end = performance.now() + forMs;
    for (let at = 0; at < alerts.length; at += inOneRequest)
      await alertmanager.fireAll(alerts.slice(at, at + inOneRequest));
    await pause(Math.max(0, end - performance.now()));
    const { taken, refused } = slack.calls();
    const texts = slack.texts();
    const { peak } = memory(alertmanager.pid);
    return { told: told(workloads, texts), named: named(workloads, texts), calls: taken, refused, peak };
  } finally {
    process.off('exit', killNow);
    await alertmanager.close();
    await slack.close();
  }
}

/** The storm's alerts: five rules fire for each pod. Once as Alertmanager's webhooks, once as Prometheus hands them to Alertmanager. */
import type { StormWorkload } from './storm-world.ts';

type Labels = Record<string, string>;
type Alert = { labels: Labels; annotations: Labels };

export const stormCluster = 'storm-eu-1';

/** What a rule says of a pod; `KubePodNotReady` knows no container and no UID. */
const rules: Record<string, { summary: string; labels: (pod: { uid: string }) => Labels }> = {
  KubePodCrashLooping: {
    summary: 'Pod is crash looping.',
    labels: ({ uid }) => ({ container: 'app', uid, reason: 'CrashLoopBackOff' }),
  },
  KubePodNotReady: { summary: 'Pod has been in a non-ready state for more than 15 minutes.', labels: () => ({}) },
  KubeContainerWaiting: {
    summary: 'Pod container waiting longer than 1 hour.',
    labels: ({ uid }) => ({ container: 'app', uid, reason: 'CrashLoopBackOff' }),
  },
  ContainerRestarted: { summary: 'A container was restarted.', labels: ({ uid }) => ({ container: 'app', uid }) },
  ContainerExitedNonZero: {
    summary: 'A container ended with an exit code other than 0.',
    labels: ({ uid }) => ({ container: 'app', uid, reason: 'Error' }),
  },
};
export const ruleNames = Object.keys(rules);

/** Alerts of some rules for all pods of a workload. `workload` is the label that kube-prometheus' recording rules give. */
export function alertsOf({ namespace, name, pods }: StormWorkload, names: string[] = ruleNames): Alert[] {
  const common = {
    cluster: stormCluster,
    namespace,
    workload: name,
    workload_type: 'deployment',
    instance: '10.244.0.9:8080',
    job: 'kube-state-metrics',
    prometheus: 'monitoring/k8s',
    service: 'kube-state-metrics',
    severity: 'warning',
  };
  return names.flatMap((alertname) =>
    pods.map((pod): Alert => {
      const { summary, labels } = rules[alertname] ?? { summary: '', labels: () => ({}) };
      const description = `${summary} ${namespace}/${pod.name} (app) is in waiting state (reason: "CrashLoopBackOff").`;
      const runbook_url = `https://runbooks.prometheus-operator.dev/runbooks/kubernetes/${alertname.toLowerCase()}`;
      return {
        labels: { alertname, ...common, pod: pod.name, ...labels(pod) },
        annotations: { description, runbook_url, summary },
      };
    }),
  );
}

const inCommon = (of: Labels[]): Labels =>
  Object.fromEntries(Object.entries(of[0] ?? {}).filter(([name, value]) => of.every((one) => one[name] === value)));

/** Alertmanager cuts no group itself; a receiver of many alerts has `group_by` with more labels. */
const mostInGroup = 100;

/** Webhook bodies as Alertmanager sends them, grouped by workload and rule. `startsAt`: RFC 3339. */
export function webhooksOf(workload: StormWorkload, startsAt: string, names: string[] = ruleNames): string[] {
  return names.flatMap((alertname) => {
    const alerts = alertsOf(workload, [alertname]).map((alert) => ({
      status: 'firing',
      ...alert,
      startsAt,
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: 'http://prometheus.monitoring:9090/graph?g0.expr=ALERTS&g0.tab=1',
      fingerprint: fingerprint(`${alertname}/${alert.labels['pod']}`),
    }));
    const groupLabels = { alertname, namespace: workload.namespace, workload: workload.name };
    const groups = Array.from({ length: Math.ceil(alerts.length / mostInGroup) }, (_, i) =>
      alerts.slice(i * mostInGroup, (i + 1) * mostInGroup),
    );
    return groups.map((group) =>
      JSON.stringify({
        receiver: 'lastword',
        status: 'firing',
        alerts: group,
        groupLabels,
        commonLabels: inCommon(group.map(({ labels }) => labels)),
        commonAnnotations: inCommon(group.map(({ annotations }) => annotations)),
        externalURL: 'http://alertmanager.monitoring:9093',
        version: '4',
        groupKey: `{}:{alertname="${alertname}", namespace="${workload.namespace}", workload="${workload.name}"}`,
        truncatedAlerts: 0,
      }),
    );
  });
}

/** A group of many alerts as that many groups of one. */
export function oneByOne(body: string): string[] {
  const group = JSON.parse(body) as { alerts: unknown[] };
  return group.alerts.map((alert) => JSON.stringify({ ...group, alerts: [alert] }));
}

/** Sixteen hexadecimal digits that differ when the text does (FNV-1a, 64 bits), as Prometheus' fingerprints look. */
function fingerprint(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const char of text) hash = BigInt.asUintN(64, (hash ^ BigInt(char.charCodeAt(0))) * 0x100000001b3n);
  return hash.toString(16).padStart(16, '0');
}

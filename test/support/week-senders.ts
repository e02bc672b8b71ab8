/** What the senders of a made-up week say of its stops: kubernetes-event-exporter each Event, Alertmanager an alert and its end, its twin the same again. */
import type { Recorded } from '../../src/demo/snapshot.ts';
import { between, type Sim, type SimPod, type Stop } from './week-sim.ts';

export const weekCluster = 'week-eu-1';

/** Sixteen hexadecimal digits that differ when the text does (FNV-1a, 64 bits), as Prometheus' fingerprints look. */
function fingerprint(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const char of text) hash = BigInt.asUintN(64, (hash ^ BigInt(char.charCodeAt(0))) * 0x100000001b3n);
  return hash.toString(16).padStart(16, '0');
}

/** An Event as kubernetes-event-exporter posts it: with the labels and owners of what it is about. */
function exported(event: Recorded, { object }: SimPod): string {
  const { labels, ownerReferences } = object?.metadata ?? ({} as Recorded['metadata']);
  const about = event['involvedObject'] as object;
  return JSON.stringify({
    ...event,
    involvedObject: { ...about, labels, ownerReferences, deleted: false },
    clusterName: weekCluster,
  });
}

function sendEvent(sim: Sim, stop: Stop, pod: SimPod, event: Recorded): void {
  // Most are there within seconds; some wait in a queue.
  const late = sim.dice() < 0.1 ? between(sim, 15_000, 35_000) : between(sim, 400, 9_000);
  stop.alerts.add(`${event.metadata.uid}|${String(event['lastTimestamp'])}`);
  const post = { at: sim.time.now() + late, path: 'events', body: exported(event, pod) } as const;
  sim.posts.push(post);
  if (sim.dice() < 0.05) sim.posts.push({ ...post, at: post.at + between(sim, 500, 4_000) });
}

const summaries: Record<string, string> = {
  KubePodCrashLooping: 'Pod is crash looping.',
  KubeContainerOOMKilled: 'Container ran out of memory.',
  ContainerRestarted: 'A container was restarted.',
  ContainerTerminated: 'A container was terminated.',
};

/** An alert that fires `after` so many milliseconds, and resolves when `lasts` have gone by. */
function sendAlert(sim: Sim, stop: Stop, alertname: string, reason: string, after: number, lasts: number): void {
  const at = sim.time.now() + after;
  const startsAt = new Date(at - between(sim, 200, 4_000)).toISOString();
  const { namespace, pod, container, uid } = stop;
  const labels = { alertname, cluster: weekCluster, namespace, pod, container, uid, reason, severity: 'warning' };
  const named = { ...labels, instance: '10.244.0.9:8080', job: 'kube-state-metrics', prometheus: 'monitoring/k8s' };
  const annotations = {
    summary: summaries[alertname] ?? '',
    description: `${namespace}/${pod} (${container}): ${reason}.`,
  };
  const alert = {
    labels: named,
    annotations,
    startsAt,
    generatorURL: 'http://prometheus.monitoring:9090/graph?g0.expr=ALERTS&g0.tab=1',
    fingerprint: fingerprint(`${alertname}/${uid}/${container}`),
  };
  stop.alerts.add(`${alert.fingerprint}|${startsAt}`);
  const send = (status: 'firing' | 'resolved', when: number): void => {
    const endsAt = status === 'firing' ? '0001-01-01T00:00:00Z' : new Date(when - 500).toISOString();
    const body = JSON.stringify({
      receiver: 'lastword',
      status,
      alerts: [{ status, ...alert, endsAt }],
      groupLabels: { alertname, namespace },
      commonLabels: named,
      commonAnnotations: annotations,
      externalURL: 'http://alertmanager.monitoring:9093',
      version: '4',
      groupKey: `{}:{alertname="${alertname}", namespace="${namespace}"}`,
      truncatedAlerts: 0,
    });
    sim.posts.push({ at: when, path: 'alertmanager', body });
    // Its twin says it, too.
    if (sim.dice() < 0.4) sim.posts.push({ at: when + between(sim, 300, 3_000), path: 'alertmanager', body });
  };
  stop.firesUntil = at + lasts;
  send('firing', at);
  send('resolved', at + lasts);
}

/** A container was told to stop. Most alerts of that resolve before its deployment is over, and some outlast every one. */
export function reportKilling(sim: Sim, stop: Stop, pod: SimPod, event: Recorded): void {
  sendEvent(sim, stop, pod, event);
  const after = stop.endedAt - sim.time.now() + between(sim, 4_000, 20_000);
  const lasts = sim.dice() < 0.15 ? 75 * 60_000 : between(sim, 15_000, 60_000);
  // Of a container that had ended by itself before, nobody could say which end such an alert is about.
  const restarts = pod.lives.get(stop.container)?.restarts ?? 0;
  if (sim.dice() < 0.12 && restarts === 0) sendAlert(sim, stop, 'ContainerTerminated', 'Error', after, lasts);
}

/** A container ended by itself. @param event the kubelet's word that it waits before it starts it again; null when it does not wait */
export function reportCrash(sim: Sim, stop: Stop, pod: SimPod, event: Recorded | null): void {
  if (event) sendEvent(sim, stop, pod, event);
  const restarts = pod.lives.get(stop.container)?.restarts ?? 0;
  const first = stop.cause === 'oom-killed' ? 'KubeContainerOOMKilled' : 'ContainerRestarted';
  if (restarts === 0)
    sendAlert(
      sim,
      stop,
      first,
      stop.cause === 'oom-killed' ? 'OOMKilled' : 'Error',
      between(sim, 15_000, 80_000),
      between(sim, 300_000, 600_000),
    );
  if (restarts === 2)
    sendAlert(
      sim,
      stop,
      'KubePodCrashLooping',
      'CrashLoopBackOff',
      between(sim, 20_000, 60_000),
      between(sim, 400_000, 900_000),
    );
}

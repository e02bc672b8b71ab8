/**
 * Evidence taken away, each kind alone and every two at once: an answer may then know less, but it must not be wrong, and what could
 * not be read is said.
 */
import { expect, it } from 'vitest';
import { kubernetesCluster } from '../../src/adapters/kubernetes.ts';
import { startKubernetesApi } from '../../src/demo/kubernetes-api.ts';
import { diagnose } from '../../src/diagnose/diagnose.ts';
import { gather } from '../../src/gather/gather.ts';
import { batchReader } from '../../src/gather/reader.ts';
import { identify } from '../../src/identify/identify.ts';
import type { Cluster } from '../../src/ports.ts';
import { receive } from '../../src/receive/receive.ts';
import type { Alert, Diagnosis, Workload } from '../../src/types.ts';
import { recording, recordingNames, type Recording, type Truth } from '../support/recordings.ts';
import { holds } from '../support/sources.ts';

const lists = ['events', 'nodes', 'replicasets', 'deployments', 'controllerrevisions', 'jobs'] as const;
const kinds = [...lists, 'changes', 'logs'] as const;
type Missing = readonly (typeof kinds)[number][];

const combinations: Missing[] = kinds.flatMap((one, at) => [[one], ...kinds.slice(at + 1).map((two) => [one, two])]);

/** The cluster as a reader without those permissions, or too late for its history, sees it. */
function without(cluster: Cluster, missing: Missing): Cluster {
  const taken = new Set<string>(missing);
  const refused = async (what: string) => ({ known: false, why: `${what} is forbidden to lastword (403)` }) as const;
  const usedUp = async () => ({ known: false, why: 'the watch history is used up (410)' }) as const;
  return {
    list: (kind, where) => (taken.has(kind) ? refused(kind) : cluster.list(kind, where)),
    get: (kind, namespace, name) => (taken.has(kind) ? refused(kind) : cluster.get(kind, namespace, name)),
    replay: (where) => (taken.has('changes') ? usedUp() : cluster.replay(where)),
    log: (request) => (taken.has('logs') ? refused('pods/log') : cluster.log(request)),
    clockAhead: () => cluster.clockAhead(),
  };
}

const named = (workload: Workload | null): string | null => workload && `${workload.kind}/${workload.name}`;
/** Without the list that names its owner, a pod's direct owner is true, if less. */
const isDirectOwner = (workload: Workload | null): boolean => ['ReplicaSet', 'Job'].includes(workload?.kind ?? '');

/** What a diagnosis says that is not so; empty when it is true, or merely modest. */
function wrongIn(said: Diagnosis, truth: Truth, story: Recording, missing: Missing): string[] {
  const { cause, ending, verdict, subject } = said;
  const claims = [
    ['cause', cause, truth.cause, null],
    ['ending', ending.id, truth.ending, 'unknown'],
    ['exit code', ending.exitCode, truth.exitCode, null],
    ['verdict', verdict, truth.verdict, 'undetermined'],
    ['container', subject.container, truth.container, null],
    ['workload', isDirectOwner(subject.workload) ? truth.workload : named(subject.workload), truth.workload, null],
  ] as const;
  const wrong = claims.filter(([, got, is, modest]) => is !== null && got !== is && got !== modest);
  const knowsLess = cause !== truth.cause || ending.id !== truth.ending;
  const cited = [...said.because, ...said.context, ...said.concerns.flatMap((c) => c.because)].flatMap(
    (b) => b.sources,
  );
  const unread = (path: string): boolean =>
    missing.some((kind) => path.includes(kind === 'logs' ? '/log?' : `/${kind}/`));
  return [
    ...wrong.map(([what, got, is]) => `${what} ${got}, in truth ${is}`),
    ...(knowsLess && said.unchecked.length === 0 ? ['knows less, and does not say what it could not read'] : []),
    ...cited.filter((s) => unread(s.path) || !holds(s, story)).map((s) => `cites ${s.path} ${s.field}`),
  ];
}

async function explainWithout(cluster: Cluster, alert: Alert, now: string, missing: Missing): Promise<Diagnosis> {
  const { subject, evidence } = await gather(identify(alert), alert, without(cluster, missing));
  return diagnose(subject, evidence, now);
}

it.each(recordingNames)(
  '%s is told truly, if less, whatever one or two kinds of evidence are missing',
  async (name) => {
    const story = await recording(name);
    const received = receive(story.sender, story.body);
    const alert = received.ok ? received.alerts[0] : undefined;
    if (!alert) return expect.fail('the webhook holds no alert');
    const api = await startKubernetesApi({ snapshots: [story.snapshot] });
    try {
      const cluster = batchReader(kubernetesCluster({ api: api.url, token: () => null, timeoutMs: 30_000 }));
      for (const missing of combinations) {
        const said = await explainWithout(cluster, alert, story.snapshot.now, missing);
        expect.soft(wrongIn(said, story.truth, story, missing), `without ${missing.join(' and ')}`).toEqual([]);
      }
    } finally {
      await api.close();
    }
  },
);

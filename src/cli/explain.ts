/** `lastword explain`: the service's own pipeline, once, for a person. */
import { redactor } from '../adapters/redaction.ts';
import { policyOf } from '../config/config.ts';
import { batchReader } from '../gather/reader.ts';
import { judge, look, withoutSecrets } from '../pipeline.ts';
import type { Cluster } from '../ports.ts';
import type { Alert, Policy } from '../types.ts';
import { answerOf, type Told } from './answer.ts';
import { explainContainer } from './docker.ts';
import { explainFlags, help, type ExplainFlags } from './explain-flags.ts';
import { namespaceOfPod, onlyPods } from './explain-given.ts';
import { givenIn, InputError, namespaceOf, readRecording, readWebhook } from './explain-input.ts';
import { liveCluster } from './explain-live.ts';
import { alertsForPod, alertsForTarget } from './explain-target.ts';
import { forPeople } from './human.ts';
import type { Io } from './lastword.ts';
import { serveRecording } from './recorded.ts';
import { nothingBefore } from '../facts/standing.ts';
import { readRules } from './rules-file.ts';

/** Where to look. `now` is RFC 3339 on the cluster's clock; `refused` says why the pods of a namespace cannot be read. */
type Place = {
  cluster: Cluster;
  namespace: () => string;
  now: () => string;
  refused: (namespace: string) => Promise<string | null>;
};

/**
 * Prints the answers. Exit status 0; 1 when `--expect` names another verdict than one of them.
 * @throws UsageError, InputError
 */
export async function explain(args: string[], io: Io): Promise<number> {
  const flags = explainFlags(args);
  if (flags === null) {
    io.out(help);
    return 0;
  }
  await using stack = new AsyncDisposableStack();
  const policy = policyOf((await readRules(flags.config)).settings);
  const told =
    flags.what === 'stdin'
      ? await fromStdin(flags, policy, io)
      : await fromCluster(flags, flags.what, policy, io, stack);
  if (flags.json)
    io.out(
      `${JSON.stringify(
        told.map(({ answer }) => answer),
        null,
        2,
      )}\n`,
    );
  else io.out(told.map((one) => forPeople(one, io.paint)).join('\n'));
  if (told.length === 0)
    io.err('No container stopped there, and none is kept from starting: there is nothing to explain.\n');
  const others = told.filter(({ answer }) => flags.expect !== null && answer.verdict !== flags.expect);
  return others.length > 0 ? 1 : 0;
}

async function fromStdin({ container }: ExplainFlags, policy: Policy, io: Io): Promise<Told[]> {
  const given = givenIn(await io.stdin());
  const now = wholeSeconds(io.now());
  if ('containers' in given) {
    const containers = await withoutSecrets(given.containers, redactor());
    return containers.map((one) => ({ answer: explainContainer(one), log: null }));
  }
  const alerts = given.pods.flatMap((pod) => alertsForPod(pod, { namespace: namespaceOfPod(pod), container, now }));
  return tell(alerts, onlyPods(given.pods), () => now, policy);
}

async function fromCluster(
  flags: ExplainFlags,
  what: Exclude<ExplainFlags['what'], 'stdin'>,
  policy: Policy,
  io: Io,
  stack: AsyncDisposableStack,
): Promise<Told[]> {
  const webhook = 'webhook' in what ? await readWebhook(what.webhook) : null;
  for (const problem of webhook?.problems ?? []) io.err(`${problem}\n`);
  const place =
    flags.snapshot === null ? await livePlace(flags, io) : await recordedPlace(flags.snapshot, flags, stack);
  if (webhook !== null) {
    const namespace = webhook.alerts[0]?.labels['namespace'];
    const refused = namespace ? await place.refused(namespace) : null;
    if (refused !== null) throw new InputError(refused);
    return tell(webhook.alerts, place.cluster, place.now, policy);
  }
  if (!('target' in what)) return [];
  const namespace = place.namespace();
  const refused = await place.refused(namespace);
  if (refused !== null) throw new InputError(refused);
  const about = { namespace, container: flags.container, now: place.now() };
  return tell(await alertsForTarget(what.target, place.cluster, about), place.cluster, place.now, policy);
}

async function tell(alerts: Alert[], cluster: Cluster, now: () => string, policy: Policy): Promise<Told[]> {
  const reader = batchReader(cluster);
  const redact = redactor();
  const told: Told[] = [];
  // One after the other: what the first one read, the others find in the reader.
  for (const alert of alerts) {
    const explained = judge(await look(alert, reader, redact), () => nothingBefore, policy, now());
    told.push({ answer: answerOf(explained), log: explained.diagnosis.log });
  }
  return told;
}

/** A recording behind a real API on the loopback interface, read by the service's own adapter. */
async function recordedPlace(file: string, flags: ExplainFlags, stack: AsyncDisposableStack): Promise<Place> {
  const snapshot = await readRecording(file);
  const cluster = await serveRecording(file, snapshot, stack);
  // What a recording lacks is part of it: the answer says so.
  return {
    cluster: batchReader(cluster),
    namespace: () => flags.namespace ?? namespaceOf(snapshot),
    now: () => snapshot.now,
    refused: async () => null,
  };
}

async function livePlace(flags: ExplainFlags, io: Io): Promise<Place> {
  const live = await liveCluster(flags.kubeconfig, flags.context);
  const cluster = batchReader(live.cluster);
  return {
    cluster,
    namespace: () => {
      if (flags.namespace !== null) return flags.namespace;
      throw new InputError('Name the namespace: -n NAME.');
    },
    // Its times are compared with its own clock.
    now: () => live.now() ?? wholeSeconds(io.now()),
    refused: async (namespace) => {
      const pods = await cluster.list('pods', { namespace });
      return pods.known ? null : (live.failure() ?? `The pods of namespace ${namespace} cannot be read: ${pods.why}.`);
    },
  };
}

/** As Kubernetes writes times. */
function wholeSeconds(date: Date): string {
  return date.toISOString().replace(/\.\d{3}Z$/, 'Z');
}

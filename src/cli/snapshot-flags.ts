/** What `lastword snapshot` can be told. */
import { isDns1123Label } from '../facts/names.ts';
import { parseFlags, UsageError } from './flags.ts';

export const help = `lastword snapshot records what lastword explain reads of a namespace, to explain it later or elsewhere.

  lastword snapshot -n shop > cluster.json
  lastword snapshot -n shop --context prod > cluster.json
  lastword explain --snapshot cluster.json pod/payments-api-8f5f6dffb-75f7n
  lastword explain --snapshot cluster.json --webhook alert.json

Flags
  -n, --namespace NAME   the namespace to record
  --context NAME         context of the kubeconfig (default: the current one)
  --kubeconfig FILE      kubeconfig (default: as kubectl: $KUBECONFIG, ~/.kube/config)
  -h, --help             this text

In it: pods, events, workloads and their revisions, jobs, Services, nodes, the names of other pods on those nodes and when they ended,
the logs of containers that stopped, and as much of the pods' history as the API server still replays: take it soon after the stop,
most of that history is gone after a minute or two.
Not in it: Secrets and ConfigMaps, the values of env variables, applied manifests. Known kinds of secrets in logs, commands and
messages become [redacted]. Read it before you give it to somebody all the same. A list that is forbidden to you is recorded as
forbidden. Exit status: 0 recorded, 2 it could not be done (one sentence on standard error says why).
`;

export type SnapshotFlags = { namespace: string; context: string | null; kubeconfig: string | null };

/** Null when the help is asked for. @throws UsageError */
export function snapshotFlags(args: string[]): SnapshotFlags | null {
  const values = parseFlags(args, {
    namespace: { type: 'string', short: 'n' },
    context: { type: 'string' },
    kubeconfig: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help === true) return null;
  const { namespace } = values;
  if (namespace === undefined) throw new UsageError('Name the namespace to record: -n NAME.');
  if (!isDns1123Label(namespace)) throw new UsageError(`"${namespace}" is not the name of a namespace.`);
  return { namespace, context: values.context ?? null, kubeconfig: values.kubeconfig ?? null };
}

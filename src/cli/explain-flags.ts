/** What `lastword explain` can be told. */
import type { Verdict } from '../types.ts';
import { isJson, oneOf, parseFlags, UsageError, wordsIn } from './flags.ts';
import { parseTarget, type Target } from './explain-target.ts';

export const help = `lastword explain says why a container stopped, how it ended, and whether that was expected.

  lastword explain -n shop pod/payments-api-8f5f6dffb-75f7n
  lastword explain -n shop deploy/payments-api -o json
  lastword explain -n shop pod/ledger-0 -c app --context prod
  lastword explain --webhook alert.json                            what an alert means, on the cluster of the kubeconfig
  lastword explain --snapshot cluster.json --webhook alert.json    the same, offline, on a recording
  lastword explain --snapshot cluster.json pod/ledger-0
  kubectl get pod ledger-0 -o json | lastword explain -
  docker inspect web | lastword explain -
  lastword explain --snapshot cluster.json --webhook alert.json --config lastword.yaml    what your rules would do with it
  lastword explain --snapshot cluster.json --webhook alert.json --expect expected || echo "somebody should look"

What to explain
  pod/NAME           each container of that pod that stopped or cannot start
  deploy/NAME        the newest stop of that workload, its pod gone or not (also sts/, ds/, job/)
  --webhook FILE     the alerts of an Alertmanager webhook, or one Kubernetes Event
  -                  one pod (kubectl get pod X -o json) or container (docker inspect X) from standard input

Where to look
  --snapshot FILE    a recording (lastword snapshot) in place of a cluster; times relate to its own "now"
  --context NAME     context of the kubeconfig (default: the current one)
  --kubeconfig FILE  kubeconfig (default: as kubectl: $KUBECONFIG, ~/.kube/config)

What becomes of it
  --config FILE      decide by the rules of that lastword.yaml. Without it the default rules decide: a lastword.yaml in this folder
                     is not read unless it is named. Only what the alert and the cluster show counts: no announced deployment,
                     no earlier stop. lastword test tries those.

Flags
  -n, --namespace NAME   namespace of pod/NAME or deploy/NAME (a snapshot of one namespace needs none)
  -c, --container NAME   only this container
  -o, --output FORMAT    json, or text for people (default)
  --expect VERDICT       exit status 1 unless every verdict is this one: expected, investigate or undetermined
  -h, --help             this text

It only reads: lists of pods, events, nodes, workloads and revisions, logs, and a watch that replays how a deleted pod ended.
Exit status: 0 explained, 1 a verdict is not the expected one, 2 it could not be done (one sentence on standard error says why).
`;

const verdicts = ['expected', 'investigate', 'undetermined'] as const satisfies Verdict[];

/** `what` is the subject: a target, a webhook's file, or what comes on standard input. */
export type ExplainFlags = {
  what: { target: Target } | { webhook: string } | 'stdin';
  snapshot: string | null;
  namespace: string | null;
  container: string | null;
  context: string | null;
  kubeconfig: string | null;
  /** The settings whose rules decide; null for the default ones. */
  config: string | null;
  json: boolean;
  expect: Verdict | null;
};

const options = {
  snapshot: { type: 'string' },
  webhook: { type: 'string' },
  namespace: { type: 'string', short: 'n' },
  container: { type: 'string', short: 'c' },
  context: { type: 'string' },
  kubeconfig: { type: 'string' },
  config: { type: 'string' },
  output: { type: 'string', short: 'o' },
  expect: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Null when the help is asked for. @throws UsageError */
export function explainFlags(args: string[]): ExplainFlags | null {
  const { words, rest } = wordsIn(args, options);
  const values = parseFlags(rest, options);
  if (values.help === true) return null;
  const { webhook, snapshot = null, context = null, kubeconfig = null } = values;
  const what = subject(words, webhook);
  const cluster = context !== null ? '--context' : '--kubeconfig';
  if (snapshot !== null && (context ?? kubeconfig) !== null)
    throw new UsageError(`--snapshot takes the place of a cluster: leave out --snapshot or ${cluster}.`);
  if (what === 'stdin' && (snapshot ?? context ?? kubeconfig) !== null)
    throw new UsageError(
      '"-" explains what comes on standard input alone: leave out --snapshot, --context and --kubeconfig.',
    );
  return {
    what,
    snapshot,
    context,
    kubeconfig,
    namespace: values.namespace ?? null,
    container: values.container ?? null,
    config: values.config ?? null,
    json: isJson(values.output),
    expect: values.expect === undefined ? null : oneOf('--expect', values.expect, verdicts),
  };
}

function subject(words: string[], webhook: string | undefined): ExplainFlags['what'] {
  const [word, extra] = words;
  if (extra !== undefined) throw new UsageError(`One at a time: "${extra}" is one too many.`);
  if (word !== undefined && webhook !== undefined)
    throw new UsageError(`Either "${word}" or --webhook says what to explain: leave out one.`);
  if (webhook !== undefined) return { webhook };
  if (word === undefined)
    throw new UsageError('Say what to explain: pod/NAME, deploy/NAME, --webhook FILE, or - for standard input.');
  return word === '-' ? 'stdin' : { target: parseTarget(word) };
}

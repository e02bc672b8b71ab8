/** What `lastword deploy` can be told. */
import { parseDuration } from '../facts/durations.ts';
import { isDns1123Label } from '../facts/names.ts';
import { workloadNamed } from '../facts/workload-names.ts';
import { type Pipeline, pipelineOf } from './ci.ts';
import { oneOf, parseFlags, UsageError, wordsIn } from './flags.ts';
import { type Service, serviceOf } from './service.ts';

export const help = `lastword deploy announces a deployment, so that what it is supposed to do stays quiet, and nothing else does.

  lastword deploy start -n shop deploy/web deploy/api --version v1.42.0
  kubectl -n shop set image deploy/web app=registry.example/web:v1.42.0
  kubectl -n shop rollout status deploy/web
  lastword deploy finish

  lastword deploy start -n shop --id nightly-2026-11-22 --ttl 2h    the whole namespace, for two hours at most
  lastword deploy heartbeat --id nightly-2026-11-22                 it still goes on: open for another two hours
  lastword deploy abort --id nightly-2026-11-22                     it was called off: nothing is quiet from now on

The window closes by itself when its time is up, so that a pipeline that dies hides nothing for long. After a finish it stays open for
a while (windows.settle, 5m), as pods end after the deployment does. A finish may come without its start, and anything twice.

What
  start, heartbeat, finish or abort
  KIND/NAME ...          the workloads that are deployed, as kubectl has them; none: the whole namespace
  -n, --namespace NAME   where they are (start needs it)
  --id ID                which deployment (default: of the job that runs in GitHub Actions, GitLab CI or Jenkins)
  --ttl DURATION         how long it may take, like 30m or 1h30m (default: windows.announced.ttl, 30m)
  --version TEXT         what is deployed (default: the job's tag or commit)
  --actor NAME           who deploys (default: as the pipeline says)
  --link URL             where the pipeline can be watched (default: as the pipeline says)
  --cluster NAME         which cluster, where lastword watches several

How
  --url URL              the running service (default: $LASTWORD_URL)
  --token-from NAME      environment variable that holds the webhook token (default: LASTWORD_WEBHOOK_TOKEN)
  --best-effort          when lastword cannot be told, say so and go on: exit status 0
  -h, --help             this text

Exit status: 0 told, 2 it could not be (one sentence on standard error says why).
`;

const actions = ['start', 'heartbeat', 'finish', 'abort'] as const;
export type Action = (typeof actions)[number];

const options = {
  namespace: { type: 'string', short: 'n' },
  id: { type: 'string' },
  ttl: { type: 'string' },
  version: { type: 'string' },
  actor: { type: 'string' },
  link: { type: 'string' },
  cluster: { type: 'string' },
  url: { type: 'string' },
  'token-from': { type: 'string' },
  'best-effort': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;
type Values = ReturnType<typeof parseFlags<typeof options>>;

/** `notice` is what the webhook takes. */
export type DeployFlags = {
  action: Action;
  notice: Record<string, string | string[] | null>;
  service: Service;
  bestEffort: boolean;
};

/** Null when the help is asked for. @throws UsageError */
export function deployFlags(args: string[], environment: Record<string, string | undefined>): DeployFlags | null {
  const { words, rest } = wordsIn(args, options);
  const values = parseFlags(rest, options);
  if (values.help === true) return null;
  const [word, ...names] = words;
  if (word === undefined) throw new UsageError('Say what it does: lastword deploy start, heartbeat, finish or abort.');
  const action = oneOf('deploy', word, actions);
  return {
    action,
    notice: noticeOf(action, values, names, pipelineOf(environment)),
    service: serviceOf(values, environment),
    bestEffort: values['best-effort'] === true,
  };
}

function noticeOf(action: Action, values: Values, names: string[], pipeline: Pipeline): DeployFlags['notice'] {
  const { namespace = null, ttl = null, cluster = null } = values;
  const id = values.id ?? pipeline.id;
  if (!id)
    throw new UsageError(
      'Name the deployment: --id ID (only a job of GitHub Actions, GitLab CI or Jenkins has one by itself).',
    );
  if (action === 'start' && namespace === null)
    throw new UsageError('Name the namespace that is deployed to: -n NAME.');
  if (namespace !== null && !isDns1123Label(namespace))
    throw new UsageError(`"${namespace}" is not the name of a namespace.`);
  if (ttl !== null && !parseDuration(ttl))
    throw new UsageError(`--ttl takes a duration like 30m or 1h30m; not "${ttl}".`);
  const workloads = workloadsOf(action, names);
  if (action === 'finish' || action === 'abort') return { id, action, cluster, namespace };
  const { version, actor, link } = { ...pipeline, ...values };
  return { id, action, cluster, namespace, workloads, version, actor, url: link, ttl };
}

function workloadsOf(action: Action, names: string[]): string[] | null {
  const [first] = names;
  if (first === undefined) return null;
  if (action === 'finish' || action === 'abort')
    throw new UsageError(`A deployment ends as a whole: leave out "${first}".`);
  return names.map((name) => {
    const workload = workloadNamed(name);
    if (workload === null) throw new UsageError(`"${name}" is no workload: say deploy/NAME, sts/NAME or ds/NAME.`);
    return workload;
  });
}

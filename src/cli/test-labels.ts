/** A case that is given by labels, as the diagnosis of which the service would have had them. */
import { expectable } from '../config/expectable.ts';
import type { Problem } from '../config/problems.ts';
import type { TestCase } from '../config/test-file.ts';
import { causes } from '../diagnose/causes/index.ts';
import { labelsOf } from '../facts/labels.ts';
import { iso } from '../facts/time.ts';
import { verdictOf } from '../pipeline.ts';
import type { Diagnosis, EndingId, Policy, RolloutSeen, Verdict, Workload } from '../types.ts';

type Labels = Record<string, string>;

/** What labels do not tell of, and no decision asks. */
const unsaid = {
  summary: '',
  because: [],
  context: [],
  concerns: [],
  remediation: [],
  unchecked: [],
  scope: 'workload',
  shared: null,
  revision: null,
  log: null,
} satisfies Partial<Diagnosis>;

/** So long before the stop the deployment began. */
const sinceMs = 60_000;

function workloadOf({ workload = '' }: Labels): Workload | null {
  const [kind = '', name = ''] = workload.split('/');
  return workload === '' ? null : { kind, name };
}

function subjectOf(labels: Labels): Diagnosis['subject'] {
  const { cluster = null, namespace = null, pod = null, container = null, node = null } = labels;
  const workload = workloadOf(labels);
  return { cluster, namespace, pod, container, node, workload, uid: null, containers: null, controller: null };
}

/** What the labels say, or else what cause and ending make of it. */
function judged(
  { cause: id = '', ending, verdict }: Labels,
  policy: Policy,
): Pick<Diagnosis, 'cause' | 'verdict' | 'meant'> {
  const cause = causes.find((one) => one.id === id) ?? null;
  const made = verdictOf(
    cause,
    (ending ?? 'unknown') as EndingId,
    { endToCome: true, unanswered: false },
    [],
    policy.verdicts,
  );
  return {
    cause: cause?.id ?? null,
    verdict: (verdict as Verdict | undefined) ?? made,
    meant: cause?.deliberate ?? null,
  };
}

function endingOf({ ending = 'unknown', exit_code: code = '' }: Labels): Diagnosis['ending'] {
  const times = {
    startedAt: null,
    finishedAt: null,
    toldAt: null,
    graceSeconds: null,
    graceField: null,
    tookSeconds: null,
  };
  return {
    id: ending as EndingId,
    exitCode: code === '' ? null : Number(code),
    reason: null,
    ...times,
    field: null,
    because: [],
  };
}

function rolloutAround(at: number): RolloutSeen {
  return {
    from: 1,
    to: 2,
    change: 'a new revision',
    startedAt: iso(at - sinceMs),
    state: 'running',
    endedAt: null,
    because: [],
  };
}

/** What the workload asks for itself, as a case says it. */
export function wishesIn({ annotations: given = {} }: TestCase): Diagnosis['wishes'] {
  const { 'lastword.dev/channel': channel, 'lastword.dev/suppress': suppress, 'lastword.dev/settle': settle } = given;
  return { channel: channel ?? null, suppress: suppress ?? null, settle: settle ?? null, because: [] };
}

/**
 * The diagnosis, and what matchers see of it.
 * @param at the stop's moment, milliseconds
 */
export function fromLabels(test: TestCase, at: number, policy: Policy): { diagnosis: Diagnosis; labels: Labels } {
  const labels = test.labels ?? {};
  const diagnosis: Diagnosis = {
    subject: subjectOf(labels),
    ...judged(labels, policy),
    ending: endingOf(labels),
    rollout: test.window === 'observed' ? rolloutAround(at) : null,
    wishes: wishesIn(test),
    restarts: labels['restarts'] ? { count: Number(labels['restarts']), since: null } : null,
    ...unsaid,
  };
  return { diagnosis, labels: labelsOf(diagnosis, { labels }) };
}

/** Cases that cannot be: nothing makes such a stop an expected one, and what is decided of it would prove nothing. */
export function impossible(tests: TestCase[], policy: Policy): Problem[] {
  const { causes: good, endings } = expectable(policy.verdicts);
  return tests.flatMap(({ labels = {} }, at): Problem[] => {
    const { verdict, cause, ending } = labels;
    const against = [
      ...(cause === undefined || good.includes(cause) ? [] : [cause === '' ? 'no cause' : `the cause ${cause}`]),
      ...(ending === undefined || endings.includes(ending as EndingId) ? [] : [`the ending ${ending}`]),
    ];
    if (verdict !== 'expected' || against.length === 0) return [];
    const text = `cannot be expected with ${against.join(' and ')}. Leave verdict out, and cause and ending decide on it`;
    return [{ path: ['tests', at, 'labels', 'verdict'], text }];
  });
}

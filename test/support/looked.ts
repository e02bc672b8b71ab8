/** Stops as a look would have read them. */
import { nothingRead } from '../../src/gather/nothing-read.ts';
import type { Looked } from '../../src/pipeline.ts';
import type { Evidence, Pod, Subject } from '../../src/types.ts';
import {
  alert,
  at,
  event,
  evidence,
  goneStory,
  killing,
  node,
  pod,
  revision,
  rollout,
  story,
  subject,
} from './stories.ts';

/** What is told of a stop; everything has a plain value. `second` is when it ended. */
export type StopParts = {
  workload?: string;
  pod?: string;
  node?: string;
  second?: number;
  lines?: string[];
  fingerprint?: string;
};

const known = <T>(value: T) => ({ known: true, value }) as const;
const logOf = (lines: string[], second: number): Evidence['log'] =>
  known({ path: '/log', run: 'stopped', lines: lines.map((text) => ({ at: at(second), text })) });

type Made = { parts: Required<Pick<StopParts, 'workload' | 'pod' | 'second'>> & StopParts; subject: Subject };

function made(parts: StopParts): Made {
  const { workload = 'web', pod: name = `${workload}-1`, second = 0 } = parts;
  const of = { kind: 'Deployment', name: workload };
  const named = { pod: name, uid: `uid-${name}`, workload: of, node: parts.node ?? 'node-1' };
  return { parts: { ...parts, workload, pod: name, second }, subject: subject(named) };
}

function looked({ parts, subject: about }: Made, seen: Evidence): Looked {
  const fingerprint = parts.fingerprint ?? `${about.pod}/${parts.second}`;
  return { alert: alert({ fingerprint, startsAt: at(parts.second) }), subject: about, evidence: seen, missed: false };
}

const named = ({ subject: { pod: name, uid } }: Made) => ({ name: name ?? '', uid: uid ?? '' });
const waiting = (of: Made, ended: { exitCode: number; reason: string }): Pod =>
  pod({
    ...named(of),
    containers: [{ waiting: 'CrashLoopBackOff', before: { ...ended, finishedAt: at(of.parts.second) } }],
  });

/** It exited with 1, saying so (to investigate). */
export function crash(parts: StopParts = {}): Looked {
  const of = made(parts);
  const lines = parts.lines ?? [`fatal: ${of.parts.workload} lost its config`];
  const seen = evidence(story(waiting(of, { exitCode: 1, reason: 'Error' })), [], {
    log: logOf(lines, of.parts.second),
  });
  return looked(of, seen);
}

/** The kernel killed it for memory (to investigate). */
export function oomKill(parts: StopParts = {}): Looked {
  const of = made(parts);
  return looked(of, evidence(story(waiting(of, { exitCode: 137, reason: 'OOMKilled' }))));
}

/** It was replaced by a new revision, and stopped in time (expected). */
export function replaced(parts: StopParts = {}): Looked {
  const of = made(parts);
  const { second } = of.parts;
  const ended = { exitCode: 143, reason: 'Error', finishedAt: at(second) };
  const going = pod({ ...named(of), deletion: [second + 28, 30], containers: [{ ended }] });
  const { name, uid } = named(of);
  const set = { kind: 'ReplicaSet', name: 'web-a', message: `Deleted pod: ${name}` };
  const told = [killing(second - 2, undefined, { name, uid }), event('SuccessfulDelete', second - 2, set)];
  const history = rollout(revision(1, -9000), revision(2, second - 5, { replicas: 1 }));
  return looked(of, evidence(goneStory(going), told, { rollout: known(history) }));
}

/** Its node was lost, and with it the pod (to investigate, the node's story). */
export function nodeLost(parts: StopParts = {}): Looked {
  const of = made(parts);
  const { second } = of.parts;
  const gone = pod({ ...named(of), deletion: [second + 30, 30], status: { reason: 'NodeLost' } });
  const notReady = { type: 'Ready', status: 'Unknown', lastTransitionTime: at(-180) };
  return looked(of, evidence(goneStory(gone), [], { node: known(node({}, { conditions: [notReady] })) }));
}

/** It was evicted in the drain of its node, and stopped in time (expected, the node's story). */
export function nodeDrained(parts: StopParts = {}): Looked {
  const of = made(parts);
  const { second } = of.parts;
  const evicted = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
  };
  const ended = { exitCode: 143, reason: 'Error', finishedAt: at(second) };
  const conditions = { conditions: [evicted] };
  const going = pod({ ...named(of), deletion: [second + 28, 30], containers: [{ ended }], status: conditions });
  const told = [killing(second - 2, undefined, named(of))];
  const cordoned = known(node({ unschedulable: true }));
  return looked(of, evidence(goneStory(going), told, { node: cordoned }));
}

/** The same stop, had it run on to the end of its grace, and been killed (to investigate). */
export function killedAfterGrace(stopped: Looked): Looked {
  const { pod: read } = stopped.evidence;
  if (!read.known) return stopped;
  const states = read.value.states.map((state) => {
    const terminated = { exitCode: 137, reason: 'Error', finishedAt: state.metadata?.deletionTimestamp };
    const status = { name: 'app', restartCount: 0, state: { terminated }, lastState: {} };
    return { ...state, status: { ...state.status, containerStatuses: [status] } };
  }) as unknown as Pod[];
  return { ...stopped, evidence: { ...stopped.evidence, pod: known({ ...read.value, states }) } };
}

/** Nothing could be read of it (undetermined). `about` is whom its alert names. */
export function unread(parts: StopParts = {}, about: Partial<Subject> = {}): Looked {
  const of = made(parts);
  const plain = looked(of, evidence(goneStory()));
  const subjectOf = { ...of.subject, uid: null, container: null, node: null, ...about };
  return { ...plain, subject: subjectOf, evidence: nothingRead(plain.alert, 'the cluster could not be reached') };
}

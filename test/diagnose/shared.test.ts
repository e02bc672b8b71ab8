import { describe, expect, it } from 'vitest';
import type { Cause } from '../../src/diagnose/cause.ts';
import { causes } from '../../src/diagnose/causes/index.ts';
import { revisionOf, sharedOf } from '../../src/diagnose/shared.ts';
import type { Evidence, LogTail, Shared } from '../../src/types.ts';
import { at, evidence, node, pod, revision, rollout, story, subject, unread } from '../support/stories.ts';

const known = <T>(value: T) => ({ known: true, value }) as const;
const causeOf = (id: string): Cause =>
  causes.find((cause) => cause.id === id) ?? expect.fail(`there is no cause ${id}`);
const logOf = (...lines: string[]): Evidence['log'] =>
  known({ path: '/log', run: 'stopped', lines: lines.map((text) => ({ at: at(0), text })) } satisfies LogTail);
const crashed = (...lines: string[]): Evidence => evidence(story(pod()), [], { log: logOf(...lines) });
const shared = (cause: string | null, seen: Evidence): Shared | null =>
  sharedOf(cause === null ? null : causeOf(cause), subject(), seen);

describe('the node', () => {
  const ready = (status: string) =>
    evidence(story(pod()), [], {
      node: known(node({}, { conditions: [{ type: 'Ready', status, lastTransitionTime: at(-180) }] })),
    });

  it('where it failed all of its pods, with what became of it', () => {
    expect(shared('node-drain', ready('True'))).toEqual({
      id: 'node node-1',
      clause: expect.stringMatching(/^on node node-1, which \S/),
    });
  });

  it('with the time from which it was not ready, where it is not', () => {
    expect(shared('node-unreachable', ready('Unknown'))?.clause).toBe(
      'on node node-1, which went NotReady at 13:57 UTC',
    );
    expect(shared('node-unreachable', ready('True'))?.clause).toBe('on node node-1, which went NotReady');
  });

  it('without a time when the node could not be read', () => {
    expect(shared('node-unreachable', evidence(story(pod()), [], { node: unread('nodes is forbidden') }))?.clause).toBe(
      'on node node-1, which went NotReady',
    );
  });

  it('two of its causes are one story: what they share is the node', () => {
    expect(shared('node-rebooted', ready('True'))?.id).toBe(shared('node-unreachable', ready('Unknown'))?.id);
  });

  it('nothing where nobody knows which it was', () => {
    expect(sharedOf(causeOf('node-unreachable'), subject({ node: null }), ready('Unknown'))).toBeNull();
  });

  it.each(causes.filter((cause) => cause.node !== undefined).map(({ id, node: clause }) => [id, clause]))(
    'in a sentence: 3 pods of 2 workloads on node node-1, for %s',
    (_id, clause) => {
      expect(clause).toMatch(/^(?:which|whose|where) \S.*[^.]$/);
    },
  );
});

describe('what does not answer', () => {
  it.each<[sentence: string, line: string, story: Shared]>([
    [
      'an address that refuses',
      'Error: connect ECONNREFUSED 10.96.4.20:5432',
      { id: 'target 10.96.4.20:5432', clause: 'cannot reach 10.96.4.20:5432: connection refused' },
    ],
    [
      'a name that does not resolve',
      'Error: getaddrinfo ENOTFOUND orders.example.com',
      { id: 'name orders.example.com', clause: 'cannot resolve orders.example.com' },
    ],
    [
      'a name that is looked up in the pod’s own namespace',
      'Error: getaddrinfo ENOTFOUND orders-db',
      { id: 'name orders-db in shop', clause: 'cannot resolve orders-db in shop' },
    ],
  ])('%s', (_sentence, line, of) => {
    expect(shared('app-exit', crashed('starting', line))).toEqual(of);
  });

  it.each(['127.0.0.1:15021', 'localhost:5432', '[::1]:8080', '0.0.0.0:80'])(
    'nobody shares a pod’s own loopback (%s)',
    (address) => {
      expect(shared('app-exit', crashed('starting', `dial tcp ${address}: connect: connection refused`))).toBeNull();
    },
  );

  it('two programs that say it in different words are one story', () => {
    const go = crashed('panic: dial tcp 10.96.4.20:5432: connect: connection refused');
    expect(shared('app-exit', go)).toEqual(shared('app-exit', crashed('Error: connect ECONNREFUSED 10.96.4.20:5432')));
  });

  it.each<[sentence: string, lines: string[]]>([
    ['an end that only this program has', ['KeyError: DB_URL']],
    ['a refusal that does not say by whom', ['connection refused']],
    ['a program that says nothing went wrong', ['serving on :8080']],
    ['no line', []],
  ])('is nothing for %s', (_sentence, lines) => {
    expect(shared('app-exit', crashed(...lines))).toBeNull();
  });

  it('is nothing when the log could not be read', () => {
    expect(shared('app-exit', evidence(story(pod())))).toBeNull();
  });

  it('is nothing for a stop that was meant, or of which no cause is known, whatever stands in the log', () => {
    const seen = crashed('Error: connect ECONNREFUSED 10.96.4.20:5432');
    expect([shared('rollout', seen), shared(null, seen)]).toEqual([null, null]);
  });
});

describe('the image', () => {
  const image = 'registry.example/web:v9';
  const pulling = (containers: object[]) => evidence(story(pod({ status: { containerStatuses: containers } })));
  const app = { name: 'app', image, state: { waiting: { reason: 'ImagePullBackOff' } } };

  it('that cannot be pulled', () => {
    const proxy = { name: 'proxy', image: 'registry.example/proxy:v1', state: { running: {} } };
    expect(shared('image-pull', pulling([proxy, app]))).toEqual({
      id: `image ${image}`,
      clause: `cannot pull image ${image}`,
    });
  });

  it('of a container that stopped otherwise is nothing', () => {
    expect(shared('oom-killed', pulling([app]))).toBeNull();
  });

  it('is nothing when the pod does not say', () => {
    expect(shared('image-pull', pulling([]))).toBeNull();
    expect(shared('image-pull', evidence(story(pod()), [], { pod: unread('pods is forbidden') }))).toBeNull();
  });
});

describe('the revision', () => {
  it('is the one that the pod belongs to, with when it was made, and not the newest', () => {
    const history = rollout(revision(1, -900), revision(2, -5));
    expect(revisionOf(evidence(story(pod()), [], { rollout: known(history) }))).toEqual({ number: 1, since: at(-900) });
  });

  it.each<[sentence: string, rollout: Evidence['rollout']]>([
    ['for a workload without revisions', known(null)],
    ['when they could not be read', unread('replicasets is forbidden')],
    ['when the pod’s own is not among them', known({ ...rollout(revision(2, -5)), own: 'web-z' })],
  ])('is not known %s', (_sentence, of) => {
    expect(revisionOf(evidence(story(pod()), [], { rollout: of }))).toBeNull();
  });
});

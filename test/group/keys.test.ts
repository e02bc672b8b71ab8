import { describe, expect, it } from 'vitest';
import { stopKey } from '../../src/facts/stop-keys.ts';
import { incidentKeys, keyAfter, tellingOf, workloadKey } from '../../src/group/keys.ts';
import type { Diagnosis } from '../../src/types.ts';
import { diagnosis, type Parts } from '../support/incidents.ts';
import { at } from '../support/stories.ts';

const own = (of: Diagnosis, fingerprint = 'f-1'): string | undefined => incidentKeys(of, fingerprint)[0];
const nobody = { workload: null, pod: null };

describe('the key of an incident', () => {
  it.each<[sentence: string, parts: Parts, key: string]>([
    ['cluster, namespace, workload and that nobody meant it', {}, 'lab|shop|Deployment/web|trouble'],
    ['… or that somebody did', { meant: true, cause: 'rollout' }, 'lab|shop|Deployment/web|meant'],
    ['… or that this is not known', { meant: null, cause: null }, 'lab|shop|Deployment/web|unclear'],
    ['the pod where no workload is known', { subject: { workload: null } }, 'lab|shop|Pod/web-1|trouble'],
    [
      'no cluster and no namespace leave their places empty',
      { subject: { cluster: null, namespace: null } },
      '||Deployment/web|trouble',
    ],
    [
      'the node alone where it strikes all of its pods',
      { scope: 'node', subject: { node: 'node-1' } },
      'lab||Node/node-1|trouble',
    ],
    [
      'the workload where the cause is its own, whatever the node',
      { subject: { node: 'node-1' } },
      'lab|shop|Deployment/web|trouble',
    ],
    [
      'the node that an alert names when it names nothing else',
      { meant: null, cause: null, subject: { ...nobody, namespace: null, node: 'node-1' } },
      'lab||Node/node-1|unclear',
    ],
    [
      'an alert about nothing is its own story',
      { meant: null, cause: null, subject: { ...nobody, namespace: null } },
      'lab||alert/f-1|unclear',
    ],
  ])('%s', (_sentence, parts, key) => {
    expect(own(diagnosis(parts))).toBe(key);
  });

  it('two alerts about nothing are two incidents, two about one workload are one', () => {
    const nothing = diagnosis({ subject: nobody });
    expect(own(nothing, 'f-1')).not.toBe(own(nothing, 'f-2'));
    expect(own(diagnosis(), 'f-1')).toBe(own(diagnosis({ subject: { pod: 'web-2' } }), 'f-2'));
  });

  it('two places that read the same in a row are two', () => {
    const of = (cluster: string, namespace: string) => own(diagnosis({ subject: { cluster, namespace } }));
    expect(of('a|b', 'c')).not.toBe(of('a', 'b|c'));
  });

  it('the cause is no part of it: a crash after an OOM kill is the same trouble', () => {
    expect(own(diagnosis({ cause: 'app-exit', ending: { id: 'exited' } }))).toBe(own(diagnosis()));
  });

  it('two workloads that one node struck are one incident', () => {
    const struck = (name: string): Diagnosis =>
      diagnosis({
        scope: 'node',
        cause: 'node-unreachable',
        subject: { namespace: name, workload: { kind: 'Deployment', name }, node: 'node-1' },
      });
    expect(own(struck('web'))).toBe(own(struck('api')));
  });
});

describe('a diagnosis may join', () => {
  it.each<[sentence: string, meant: boolean | null, stories: string[]]>([
    ['trouble, or what nobody knows yet', false, ['trouble', 'unclear']],
    ['what was meant, or what nobody knows yet, but never trouble', true, ['meant', 'unclear']],
    ['either when it is not known itself, trouble first', null, ['unclear', 'trouble', 'meant']],
  ])('%s', (_sentence, meant, stories) => {
    const keys = incidentKeys(diagnosis({ meant }), 'f-1');
    expect(keys).toEqual(stories.map((story) => `lab|shop|Deployment/web|${story}`));
  });
});

describe('an incident of which nobody knew what it was', () => {
  const [trouble, unclear] = ['lab|shop|Deployment/web|trouble', 'lab|shop|Deployment/web|unclear'];

  it('gets its story from the first that knows', () => {
    expect(keyAfter(unclear, [trouble, unclear])).toBe(trouble);
  });

  it('stays as it is by another that does not know either, or that has no key', () => {
    expect(keyAfter(unclear, [unclear, trouble])).toBe(unclear);
    expect(keyAfter(unclear, [])).toBe(unclear);
  });

  it('but one that has a story keeps it', () => {
    expect(keyAfter(trouble, [unclear, trouble])).toBe(trouble);
  });
});

describe('the key of a stop', () => {
  const ending = { finishedAt: at(9), toldAt: at(1), reason: 'Error' };
  it.each<[sentence: string, parts: Parts, key: string]>([
    ['pod, container and when it ended', { ending }, `p-1/app/${at(9)}`],
    ['the pod’s name where its UID is not known', { subject: { uid: null }, ending }, `web-1/app/${at(9)}`],
    ['when it was told where its end was not seen', { ending: { ...ending, finishedAt: null } }, `p-1/app/${at(1)}`],
    [
      'why it could not start',
      { ending: { finishedAt: null, toldAt: null, reason: 'ImagePullBackOff' } },
      'p-1/app/ImagePullBackOff',
    ],
    [
      'nothing more',
      { subject: { container: null }, ending: { finishedAt: null, toldAt: null, reason: null } },
      'p-1//',
    ],
  ])('%s', (_sentence, parts, key) => {
    expect(stopKey(diagnosis(parts))).toBe(key);
  });
});

it.each<[sentence: string, parts: Parts, key: string]>([
  ['namespace and name', {}, 'shop/web'],
  ['the pod’s name where no workload is known', { subject: { workload: null } }, 'shop/web-1'],
  ['no namespace leaves its place empty', { subject: { namespace: null } }, '/web'],
  ['nothing for an alert that names neither', { subject: nobody }, ''],
])('a workload in a list: %s', (_sentence, parts, key) => {
  expect(workloadKey(diagnosis(parts))).toBe(key);
});

describe('what a diagnosis would tell', () => {
  const revision = { number: 3, since: at(-600) };
  it.each<[sentence: string, parts: Parts, telling: string]>([
    ['cause, end, container and revision', { revision }, 'oom-killed/oom-killed/app/3'],
    ['no revision leaves its place empty', {}, 'oom-killed/oom-killed/app/'],
    [
      'a good end is nothing to tell',
      { cause: 'rollout', verdict: 'expected', ending: { id: 'stopped-in-time' } },
      'rollout//app/',
    ],
    [
      'nor is one that was not seen',
      { cause: 'rollout', verdict: 'undetermined', ending: { id: 'unknown' } },
      'rollout//app/',
    ],
    [
      'but in a stop to look into even a good end is',
      { cause: 'preemption', ending: { id: 'stopped-in-time' } },
      'preemption/stopped-in-time/app/',
    ],
    ['no cause and no container', { cause: null, subject: { container: null } }, '/oom-killed//'],
  ])('%s', (_sentence, parts, telling) => {
    expect(tellingOf(diagnosis(parts))).toBe(telling);
  });
});

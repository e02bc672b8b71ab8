import { describe, expect, it } from 'vitest';
import { target } from '../../src/demo/resources.ts';
import { fieldSelector, labelSelector } from '../../src/demo/selectors.ts';
import type { Recorded } from '../../src/demo/snapshot.ts';

const objects: Recorded[] = [
  { metadata: { name: 'bare' } },
  { metadata: { name: 'web', labels: { app: 'web', tier: 'front', 'app.kubernetes.io/name': 'web', weight: '7' } } },
  { metadata: { name: 'db', labels: { app: 'db', tier: 'back', in: 'x', empty: '' } } },
];

describe('label selectors', () => {
  it.each([
    ['', ['bare', 'web', 'db']],
    ['app=web', ['web']],
    ['app==web', ['web']],
    ['app = web , tier = front', ['web']],
    ['app!=web', ['bare', 'db']],
    ['app in (web, db)', ['web', 'db']],
    ['app in(db)', ['db']],
    ['app notin (web)', ['bare', 'db']],
    ['app', ['web', 'db']],
    ['!app', ['bare']],
    ['app,tier notin (back,middle)', ['web']],
    ['app.kubernetes.io/name=web', ['web']],
    ['in in (x)', ['db']],
    ['empty=', ['db']],
    ['weight>6', ['web']],
    ['weight<7', []],
  ])('%j selects %j', (text, names) => {
    const selector = labelSelector(text);
    expect(selector.ok && objects.filter(selector.matches).map((o) => o.metadata.name)).toEqual(names);
  });

  it.each(['app=a b', 'app in web', 'app in (a', '=x', 'app,', ',', 'app===x', 'a/b/c=d', 'app=-x'])(
    'refuses %j',
    (text) => {
      expect(labelSelector(text)).toMatchObject({ ok: false });
    },
  );
});

describe('field selectors', () => {
  const pods = target('/api/v1/pods')?.resource;
  const events = target('/api/v1/events')?.resource;
  const nodes = target('/api/v1/nodes')?.resource;
  const replicasets = target('/apis/apps/v1/replicasets')?.resource;
  const pod = { metadata: { name: 'a', namespace: 'shop' }, spec: { nodeName: 'n1' }, status: { phase: 'Running' } };
  const event = {
    metadata: { name: 'a.1', namespace: 'shop' },
    involvedObject: { kind: 'Pod', name: 'a', uid: 'u1', fieldPath: 'spec.containers{app}' },
    reason: 'Killing',
    source: { component: 'kubelet' },
  };

  it.each([
    [pods, pod, 'metadata.name=a,spec.nodeName==n1,status.phase!=Failed', true],
    [pods, pod, 'metadata.namespace=other', false],
    [pods, pod, 'status.podIP=', true],
    [pods, pod, 'spec.hostNetwork=false', true],
    [events, event, 'involvedObject.kind=Pod,involvedObject.name=a,involvedObject.uid=u1', true],
    [events, event, 'involvedObject.fieldPath=spec.containers{app}', true],
    [events, event, 'reason=Killing,source=kubelet,type!=Warning', true],
    [events, event, 'reason!=Killing', false],
    [nodes, { metadata: { name: 'n1' } }, 'spec.unschedulable=false', true],
    [replicasets, { metadata: { name: 'r' } }, 'metadata.name=r', true],
  ])('of %o judges %o by %s', (resource, object, text, matches) => {
    if (resource === undefined) throw new Error('no such resource');
    const selector = fieldSelector(text, resource);
    expect(selector.ok && selector.matches(object)).toBe(matches);
  });

  it.each([
    [pods, 'spec.image=x', 'field label not supported: spec.image'],
    [
      replicasets,
      'status.replicas=1',
      '"status.replicas" is not a known field selector: only "metadata.name", "metadata.namespace"',
    ],
    [pods, 'metadata.name', "invalid selector: 'metadata.name'; can't understand 'metadata.name'"],
  ])('refuses a field that the resource does not offer (%o, %s)', (resource, text, message) => {
    expect(resource && fieldSelector(text, resource)).toEqual({ ok: false, message });
  });
});

import { expect, it } from 'vitest';
import { slim } from '../../src/adapters/kubernetes-slim.ts';

it('a pod goes without what is never read, and keeps its ends, probes, hooks and ports', () => {
  const kept = { name: 'app', ports: [{ containerPort: 80 }], readinessProbe: {}, lifecycle: { preStop: {} } };
  const status = { name: 'app', image: 'web:v1', lastState: { terminated: { exitCode: 137 } } };
  const annotations = { 'lastword.dev/channel': '#shop' };
  const pod = {
    metadata: { name: 'web-1', managedFields: [{}], labels: { app: 'web' }, annotations },
    spec: {
      nodeName: 'node-1',
      volumes: [{}],
      tolerations: [{}],
      containers: [{ ...kept, env: [{ name: 'TOKEN', value: 'x' }], volumeMounts: [{}] }],
      initContainers: [{ name: 'init', envFrom: [{}] }],
    },
    status: { phase: 'Running', containerStatuses: [{ ...status, imageID: 'sha256:1', user: {} }] },
  };
  expect(slim(pod)).toEqual({
    metadata: { name: 'web-1', labels: { app: 'web' }, annotations },
    spec: { nodeName: 'node-1', containers: [kept], initContainers: [{ name: 'init' }] },
    status: { phase: 'Running', containerStatuses: [status] },
  });
});

it('a template keeps its variables and volumes: what changes between revisions is told by their names', () => {
  const template = { spec: { containers: [{ name: 'app', env: [{ name: 'MODE' }] }], volumes: [{ name: 'data' }] } };
  expect(slim({ metadata: { name: 'web-a', managedFields: [] }, spec: { replicas: 2, template } })).toEqual({
    metadata: { name: 'web-a' },
    spec: { replicas: 2, template },
  });
});

it.each([{}, { metadata: null }, { spec: null, status: 7 }, { spec: { containers: 'none' }, status: {} }])(
  'what is no object of Kubernetes’ stays as it is: %j',
  (odd) => {
    expect(slim({ ...odd })).toEqual(odd);
  },
);

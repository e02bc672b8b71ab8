import { expect, it } from 'vitest';
import { wishesOf } from '../../src/facts/wishes.ts';
import type { Evidence, Owner } from '../../src/types.ts';
import { explainRecording, recording } from '../support/recordings.ts';
import { holds } from '../support/sources.ts';
import { evidence, goneStory, pod, revision, rollout, story, unread } from '../support/stories.ts';

const known = <T>(value: T) => ({ known: true, value }) as const;
const asked = (channel: string) => ({ 'lastword.dev/channel': channel });

const workload = (annotations: object | undefined): Evidence['owners'] =>
  known({
    controller: null,
    workload: {
      kind: 'Deployment',
      name: 'web',
      path: '/web',
      object: { metadata: { annotations } } as Owner['object'],
    },
  });
const history = (older: Record<string, string>, newer: Record<string, string>): Evidence['rollout'] =>
  known(rollout(revision(1, 0, { annotations: older }), revision(2, 9, { annotations: newer })));
const ofPod = (parts: Partial<Evidence>) =>
  evidence(story(pod({ metadata: { annotations: asked('#pod') } })), [], parts);
const gone = workload(undefined);
if (gone.known && gone.value.workload) gone.value.workload.object = null;

it.each<[sentence: string, read: Evidence, channel: string | null, path?: string]>([
  [
    'of the workload itself, where that was read',
    ofPod({ owners: workload(asked('#web')), rollout: history({}, asked('#set')) }),
    '#web',
    '/web',
  ],
  [
    'of the workload alone: what its copies still say was taken back',
    ofPod({ owners: workload(undefined), rollout: history({}, asked('#set')) }),
    null,
  ],
  [
    'of its newest revision, where it was not',
    ofPod({ rollout: history(asked('#old'), asked('#set')) }),
    '#set',
    '/apis/apps/v1/namespaces/shop/replicasets/web-b',
  ],
  ['of its newest revision, where it is gone', ofPod({ owners: gone, rollout: history({}, asked('#set')) }), '#set'],
  ['of the pod, where there is no revision', ofPod({}), '#pod', '/api/v1/namespaces/shop/pods/web-1'],
  ['of the pod, where owners and history were not read', ofPod({ owners: unread(), rollout: unread() }), '#pod'],
  ['of nobody, where nothing was read', evidence(goneStory(), [], { owners: unread(), rollout: unread() }), null],
])('%s', (_sentence, read, channel, path) => {
  const wishes = wishesOf(read);
  expect(wishes.channel).toBe(channel);
  if (path !== undefined)
    expect(wishes.because.map((line) => line.sources)).toEqual([
      [{ path, field: 'metadata.annotations["lastword.dev/channel"]', value: channel }],
    ]);
});

it('all three as they are written, one line each, and none that is too long to mean anything', () => {
  const annotations = {
    'lastword.dev/channel': '#'.repeat(101),
    'lastword.dev/suppress': ' ALL ',
    'lastword.dev/settle': '10m',
    'lastword.dev/other': 'x',
  };
  const { because, ...values } = wishesOf(ofPod({ owners: workload(annotations) }));
  expect(values).toEqual({ channel: null, suppress: ' ALL ', settle: '10m' });
  expect(because.map((line) => line.text)).toEqual([
    'the workload is annotated `lastword.dev/suppress:  ALL `',
    'the workload is annotated `lastword.dev/settle: 10m`',
  ]);
});

/** Where annotations are put in a recording, and a wish that only the objects of that list carry. */
it.each([
  ['rollout-image', '/deployments', 'a pod that goes: its Deployment is read for that'],
  ['rollout-bad-release', '/replicasets', 'a pod that stays: what the Deployment’s controller copied'],
  ['statefulset-rollout', '/statefulsets', 'a StatefulSet’s pod that goes'],
  ['definition-changed', '/pods', 'a bare pod'],
])('recorded: %s, read in its %s: %s', async (name, list) => {
  const story = await recording(name);
  const lists = Object.entries(story.snapshot.resources).find(([path]) => path.endsWith(list))?.[1];
  for (const { metadata } of lists && 'items' in lists && Array.isArray(lists.items) ? lists.items : [])
    metadata['annotations'] = { ...(metadata['annotations'] as object), ...asked('#payments') };
  const { wishes } = await explainRecording(story);
  expect(wishes).toMatchObject({ channel: '#payments', suppress: null, settle: null });
  expect(wishes.because.flatMap((line) => line.sources.filter((source) => !holds(source, story)))).toEqual([]);
});

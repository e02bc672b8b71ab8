import { describe, expect, it } from 'vitest';
import { eventsAbout, readEvents } from '../../src/gather/events.ts';
import type { KubeEvent, Seen } from '../../src/types.ts';
import { clusterOf, connect, objectsOf } from '../support/gathering.ts';
import { event, killing, pod, subject } from '../support/stories.ts';

it('all events of the namespace are read, oldest first, each at its path', async () => {
  const events = objectsOf([killing(9), event('Started', 1), event('Pulled', 5)]);
  const { cluster } = await connect(clusterOf({ events }));
  const read = await readEvents(cluster, 'shop');
  expect(read.known && read.value.map((e) => e.path)).toEqual(
    ['started', 'pulled', 'killing'].map((name) => `/api/v1/namespaces/shop/events/web-1.${name}`),
  );
});

it('a recording without a list of events is no recording of none', async () => {
  const { cluster } = await connect(clusterOf({ pods: [pod()] }));
  expect(await readEvents(cluster, 'shop')).toMatchObject({ known: false });
});

it('events that may not be read are missing with the reason', async () => {
  const { cluster } = await connect(clusterOf({ events: [] }), { faults: () => ({ status: 403 }) });
  expect(await readEvents(cluster, 'shop')).toEqual({ known: false, why: 'events are forbidden to lastword (403)' });
});

describe('eventsAbout pod web-1 of ReplicaSet web-a of Deployment web', () => {
  const set = (name: string, message: string) => event('SuccessfulDelete', 0, { kind: 'ReplicaSet', name, message });
  it.each<[sentence: string, event: Seen<KubeEvent>, is: boolean]>([
    ['the pod', killing(0), true],
    ['the pod by its UID', killing(0, 'x', { uid: 'uid-1' }), true],
    ['an earlier pod of its name', killing(0, 'x', { uid: 'uid-0' }), false],
    ['a pod with a longer name', killing(0, 'x', { name: 'web-12' }), false],
    ['its controller', set('web-a', 'Deleted pod: web-1'), true],
    ['its controller, about another pod', set('web-a', 'Deleted pod: web-2'), true],
    ['its workload', event('ScalingReplicaSet', 0, { kind: 'Deployment', name: 'web' }), true],
    ['another Deployment', event('ScalingReplicaSet', 0, { kind: 'Deployment', name: 'webshop' }), false],
    [
      'a StatefulSet that is called the same',
      event('SuccessfulDelete', 0, { kind: 'StatefulSet', name: 'web' }),
      false,
    ],
    ['an autoscaler', event('SuccessfulRescale', 0, { kind: 'HorizontalPodAutoscaler', name: 'x' }), true],
    ['something that names the pod', set('other', 'Deleted pod: web-1'), true],
    ['something that names a pod with a longer name', set('other', 'Deleted pod: web-12'), false],
    ['another pod that names it', event('Preempting', 0, { name: 'x', message: 'in favour of web-1' }), false],
  ])('%s', (_sentence, of, is) => {
    expect(eventsAbout([of], subject())).toEqual(is ? [of] : []);
  });
});

import { describe, expect, it } from 'vitest';
import { neighboursMatter, servicesMatter, wasLetGo } from '../../src/facts/worthwhile.ts';
import type { Evidence, Pod } from '../../src/types.ts';
import { at, event, evidence, goneStory, node, pod, story, subject, unread } from '../support/stories.ts';

const known = <T>(value: T) => ({ known: true, value }) as const;
const ended = [{ ended: { exitCode: 137, finishedAt: at(0) } }];
const disrupted = { conditions: [{ type: 'DisruptionTarget', status: 'True', reason: 'EvictionByEvictionAPI' }] };
const cordoned = known(node({ unschedulable: true }));

describe('a pod was let go', () => {
  it.each<[sentence: string, of: Pod, is: boolean]>([
    ['when it was deleted with a grace', pod({ deletion: [30, 30] }), true],
    ['not when it was evicted', pod({ deletion: [30, 30], status: disrupted }), false],
    ['not when nobody deleted it', pod(), false],
  ])('%s', (_sentence, of, is) => {
    expect(wasLetGo(goneStory(of))).toBe(is);
  });
});

describe('the other pods of the node matter', () => {
  const matter = (of: Pod, parts: Partial<Evidence> = {}, events = [] as ReturnType<typeof event>[]): boolean =>
    neighboursMatter(subject(), evidence(story(of), events, parts));

  it.each<[sentence: string, is: boolean, of: Pod, parts?: Partial<Evidence>]>([
    ['to a pod that the platform ended', true, pod({ containers: ended, status: disrupted })],
    ['to a pod that the kubelet evicted', true, pod({ containers: ended, status: { reason: 'Evicted' } })],
    ['to an end on a node in trouble', true, pod({ containers: ended }), { node: cordoned }],
    ['not on a node that is well', false, pod({ containers: ended })],
    ['not to a pod that its workload let go', false, pod({ containers: ended, deletion: [0, 30] }), { node: cordoned }],
    ['not without an end to compare with', false, pod(), { node: cordoned }],
    ['not when the pod could not be read', false, pod(), { pod: unread(), node: cordoned }],
  ])('%s', (_sentence, is, of, parts) => {
    expect(matter(of, parts)).toBe(is);
  });

  it('to a pod of which only the event says that it was evicted', () => {
    expect(matter(pod({ containers: ended }), {}, [event('Evicted', 0, { container: null })])).toBe(true);
  });
});

describe('the Services matter', () => {
  const ports = [{ containerPort: 8080 }];
  const matter = (container: object, deletion: [number, number] | null = [30, 30]): boolean => {
    const spec = { containers: [{ name: 'app', ...container }] };
    return servicesMatter(subject(), known(goneStory(pod({ ...(deletion && { deletion }), spec }))));
  };

  it.each<[sentence: string, is: boolean, container: object, deletion?: null]>([
    ['to a container with ports that was let go', true, { ports }],
    ['not with a readiness probe: that it serves is known', false, { ports, readinessProbe: {} }],
    ['not with a preStop', false, { ports, lifecycle: { preStop: {} } }],
    ['not without ports', false, {}],
    ['not when nobody deleted the pod', false, { ports }, null],
  ])('%s', (_sentence, is, container, deletion) => {
    expect(matter(container, deletion)).toBe(is);
  });
});

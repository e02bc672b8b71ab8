import { describe, expect, it } from 'vitest';
import { couldNotStart, endIn, endOf, isSidecar, specOf, statusesOf, statusOf } from '../../src/facts/containers.ts';
import { at, goneStory, pod, story } from '../support/stories.ts';

const end = (exitCode: number, seconds: number | null) => ({
  exitCode,
  finishedAt: seconds === null ? null : at(seconds),
});

it('statuses come main containers first, each with the field it stands in', () => {
  const seen = statusesOf(pod({ containers: [{}, { name: 'proxy' }], init: [{ name: 'migrate' }] }));
  expect(seen.map((s) => s.field)).toEqual([
    'status.containerStatuses[name=app]',
    'status.containerStatuses[name=proxy]',
    'status.initContainerStatuses[name=migrate]',
  ]);
});

it('a pod without a status has no statuses, and nobody has none', () => {
  expect(statusesOf(pod({ status: { containerStatuses: undefined, initContainerStatuses: undefined } }))).toEqual([]);
  expect(statusOf(pod(), null)).toBeNull();
  expect(statusOf(pod(), 'other')).toBeNull();
});

it('the spec of a container is found among main and init containers', () => {
  const of = pod({ init: [{ name: 'migrate' }] });
  expect([specOf(of, 'app')?.name, specOf(of, 'migrate')?.name, specOf(of, 'other')]).toEqual(['app', 'migrate', null]);
});

it('a native sidecar is an init container that is restarted always', () => {
  const spec = {
    containers: [{ name: 'app' }],
    initContainers: [{ name: 'proxy', restartPolicy: 'Always' }, { name: 'migrate' }],
  };
  expect(['app', 'proxy', 'migrate', null].map((name) => isSidecar(pod({ spec }), name))).toEqual([
    false,
    true,
    false,
    false,
  ]);
});

describe('endIn', () => {
  it('takes the end that stands now before the one before it', () => {
    const found = endIn(pod({ containers: [{ ended: end(1, 9), before: end(137, 2), restarts: 3 }] }), 'app');
    expect(found).toMatchObject({
      field: 'status.containerStatuses[name=app].state.terminated',
      terminated: { exitCode: 1 },
      restarts: 3,
    });
  });

  it('takes the one before when the container runs again or waits', () => {
    for (const state of [{}, { waiting: 'CrashLoopBackOff' }]) {
      const found = endIn(pod({ containers: [{ ...state, before: end(137, 2) }] }), 'app');
      expect(found?.field).toBe('status.containerStatuses[name=app].lastState.terminated');
    }
  });

  it('takes no end without an exit code, which breaks the rules of the API', () => {
    const broken = { finishedAt: at(9) } as never;
    expect(endIn(pod({ containers: [{ ended: broken }] }), 'app')).toBeNull();
  });

  it('finds none in a container that never ended', () => {
    expect(endIn(pod(), 'app')).toBeNull();
  });
});

describe('endOf', () => {
  it('takes the newest state that shows one, though a later one shows none (1.28 empties a preempted pod)', () => {
    const emptied = pod({ containers: [] });
    const found = endOf(goneStory(pod(), pod({ containers: [{ ended: end(143, 5) }] }), emptied), 'app');
    expect(found?.terminated.exitCode).toBe(143);
  });

  it.each<[sentence: string, finished: number | null, found: boolean]>([
    ['an end after the bound counts', 12, true],
    ['an end in the second before it counts', 9, true],
    ['an earlier end is another story', 8, false],
    ['an end without a time is not thrown away', null, true],
  ])('%s', (_sentence, finished, found) => {
    const states = story(pod({ containers: [{ before: end(1, finished) }] }));
    expect(endOf(states, 'app', at(10)) !== null).toBe(found);
  });

  it('does not fall back to an older state when the newest end is too old', () => {
    const [newer, older] = [pod({ containers: [{ ended: end(1, 5) }] }), pod({ containers: [{ ended: end(2, 20) }] })];
    expect(endOf(story(older, newer), 'app', at(10))).toBeNull();
  });
});

it.each([
  ['ImagePullBackOff', true],
  ['CreateContainerConfigError', true],
  ['RunContainerError', true],
  ['CrashLoopBackOff', false],
  ['ContainerCreating', false],
  ['PodInitializing', false],
  [undefined, false],
])('waiting for %s means that it could not start: %s', (reason, could) => {
  expect(couldNotStart(reason)).toBe(could);
});

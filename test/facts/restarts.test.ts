import { expect, it } from 'vitest';
import { restartLine, restartsOf, restartsSeen } from '../../src/facts/restarts.ts';
import { at, evidence, goneStory, pod, story, subject, unread } from '../support/stories.ts';

const restarted = (restarts: number) => story(pod({ containers: [{ restarts }] }));

it.each([
  [1, 'restarted in place once (`restartCount` 1); the pod is the same and not being deleted'],
  [7, 'restarted in place 7 times (`restartCount` 7); the pod is the same and not being deleted'],
])('%d restarts are said, with the count and the UID as sources', (count, text) => {
  expect(restartLine(restarted(count), subject())).toEqual([
    {
      text,
      sources: [
        { path: restarted(count).path, field: 'status.containerStatuses[name=app].restartCount', value: count },
        { path: restarted(count).path, field: 'metadata.uid', value: 'uid-1' },
      ],
    },
  ]);
  expect(restartsOf(restarted(count), subject())).toBe(count);
});

it('nothing is said of a container that did not restart, is not there, or whose pod was not seen', () => {
  const cases = [restarted(0), story(pod({ containers: [] })), goneStory()];
  expect(cases.flatMap((of) => restartLine(of, subject()))).toEqual([]);
  expect(cases.map((of) => restartsOf(of, subject()))).toEqual([0, 0, 0]);
});

it('the newest state counts', () => {
  const states = [2, 3].map((restarts) => pod({ containers: [{ restarts }] }));
  expect(restartsOf(story(...states), subject())).toBe(3);
});

const started = (restarts: number) => pod({ containers: [{ restarts }], status: { startTime: at(-600) } });
it.each<[sentence: string, seen: object | null, ...states: ReturnType<typeof pod>[]]>([
  ['how often, and since its pod started', { count: 3, since: at(-600) }, started(2), started(3)],
  ['a pod that does not say when it started', { count: 2, since: null }, pod({ containers: [{ restarts: 2 }] })],
  ['the last state that shows the container', { count: 2, since: at(-600) }, started(2), pod({ containers: [] })],
  ['never is known, too', { count: 0, since: at(-600) }, started(0)],
  ['a pod that was not seen', null],
  ['another container', null, pod({ containers: [{ name: 'proxy', restarts: 9 }] })],
])('restarts seen: %s', (_sentence, seen, ...states) => {
  expect(restartsSeen(evidence(story(...states)), subject())).toEqual(seen);
});

it('restarts seen: none of a pod that could not be read', () => {
  expect(restartsSeen({ pod: unread() }, subject())).toBeNull();
});

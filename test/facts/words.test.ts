import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asSummary, endingInWords, kubectlTarget, nameOf, whoIs } from '../../src/facts/words.ts';
import type { Ending, EndingId } from '../../src/types.ts';
import { ending, subject } from '../support/stories.ts';

it('a subject is called after the most that is known of it', () => {
  expect(nameOf(subject())).toBe('web');
  expect(nameOf(subject({ workload: null }))).toBe('web-1');
  expect(nameOf(subject({ workload: null, pod: null }))).toBe('shop');
  expect(nameOf(subject({ workload: null, pod: null, namespace: null }))).toBe('an unnamed container');
});

it.each<[words: string, containers: number | null, container: string | null]>([
  ['web', 1, 'app'],
  ['web (container proxy)', 2, 'proxy'],
  ['web', 2, null],
  ['web', null, 'app'],
])('%s: the container is said where there are several', (words, containers, container) => {
  expect(whoIs(subject({ containers, container }))).toBe(words);
});

it('kubectl gets the workload, or the pod', () => {
  expect(kubectlTarget(subject({ workload: { kind: 'StatefulSet', name: 'db' } }))).toBe('statefulset/db');
  expect(kubectlTarget(subject({ workload: null }))).toBe('pod/web-1');
});

describe('asSummary', () => {
  const words = fc.array(fc.stringMatching(/^[a-z.,`()0-9-]{1,24}$/), { minLength: 1, maxLength: 60 });

  it('is never longer than 200 characters and cuts at a word', () => {
    fc.assert(
      fc.property(words, (list) => {
        const whole = list.join(' ');
        const summary = asSummary(whole);
        expect(summary.length).toBeLessThanOrEqual(200);
        if (whole.length <= 200) expect(summary).toBe(whole);
        else expect(`${whole} `.startsWith(`${summary.slice(0, -1)} `)).toBe(true);
      }),
    );
  });

  it('loses no more than the word that did not fit', () => {
    const whole = `${'word '.repeat(39)}exactly`;
    expect(asSummary(whole)).toBe(`${'word '.repeat(39).trimEnd()}…`);
  });

  it('cuts a single endless word, too', () => {
    expect(asSummary('x'.repeat(300))).toBe(`${'x'.repeat(199)}…`);
  });

  it('is never longer than 200 characters, whatever the text', () => {
    fc.assert(fc.property(fc.string({ maxLength: 500 }), (text) => asSummary(text).length <= 200));
  });
});

describe('endingInWords', () => {
  const none = { exitCode: null, graceSeconds: null, tookSeconds: null };
  it.each<[words: string, id: EndingId, parts: Partial<Ending>]>([
    ['stopped in time after 2 s of 30 s (exit 143)', 'stopped-in-time', {}],
    ['stopped in time after 2 s (exit 143)', 'stopped-in-time', { graceSeconds: null }],
    ['stopped in time', 'stopped-in-time', none],
    [
      'was still running when its 8 s grace ended and was killed (exit 137)',
      'killed-after-grace',
      { graceSeconds: 8, exitCode: 137 },
    ],
    ['was still running when its grace ended and was killed', 'killed-after-grace', none],
    ['was killed by the kernel for memory (exit 137)', 'oom-killed', { exitCode: 137 }],
    ['ended by itself (exit 0)', 'exited', { exitCode: 0 }],
    ['ended by a signal (exit 139)', 'signalled', { exitCode: 139 }],
    ['could not start (exit 127)', 'never-started', { exitCode: 127 }],
    ['was not seen to end', 'unknown', { exitCode: 137, reason: 'ContainerStatusUnknown' }],
    ['was not seen to end', 'unknown', { exitCode: null }],
    ['ended in the moment it was told to stop, or just before (exit 1)', 'unknown', { exitCode: 1 }],
  ])('%s', (words, id, parts) => {
    expect(endingInWords(ending({ id, ...parts }))).toBe(words);
  });
});

import { describe, expect, it } from 'vitest';
import { endIn } from '../../src/facts/containers.ts';
import { eventsReachBack, whySilent } from '../../src/facts/silence.ts';
import type { KubeEvent, Pod, Seen } from '../../src/types.ts';
import { at, event, evidence, pod, story, unread } from '../support/stories.ts';

describe('eventsReachBack', () => {
  const [now, known] = [at(7200), evidence(story(pod()), [event('Scheduled', 3000)]).events];
  it.each<[sentence: string, time: string | null, is: boolean]>([
    ['to what happened within the hour that events live', at(7200 - 54 * 60), true],
    ['to what an older event proves', at(3001), true],
    ['not to what no event is older than', at(2999), false],
    ['not to a moment that nobody knows', null, false],
  ])('%s', (_sentence, time, is) => {
    expect(eventsReachBack(known, time, now)).toBe(is);
  });

  it('nowhere when they could not be read, however fresh the moment', () => {
    expect(eventsReachBack(unread(), at(7199), now)).toBe(false);
  });

  it('an event without a time proves nothing', () => {
    const timeless = event('X', 0, { fields: { firstTimestamp: null, lastTimestamp: null } });
    expect(eventsReachBack({ known: true, value: [timeless] }, at(0), now)).toBe(false);
  });
});

describe('that no event says that a container was stopped', () => {
  const ended = { exitCode: 137, reason: 'Error', startedAt: at(-600), finishedAt: at(60) };
  const [again, waits] = [
    pod({ containers: [{ before: ended, restarts: 1 }] }),
    pod({ containers: [{ before: ended, restarts: 1, waiting: 'CrashLoopBackOff' }] }),
  ];
  const why = (of: Pod, ...events: Seen<KubeEvent>[]): string | null => {
    const end = endIn(of, 'app');
    return end && (whySilent(events, story().path, end, 'app')?.text ?? null);
  };
  const started = (seconds: number, container: string | null = 'app') => event('Started', seconds, { container });

  it.each<[sentence: string, of: Pod, ...events: Seen<KubeEvent>[]]>([
    ['its next run was reported', again, started(61)],
    ['its next run was reported, without a container’s name', again, started(61, null)],
    ['its own run was, and it has not begun another', waits, started(-600)],
  ])('means that nobody did where %s', (_sentence, of, ...events) => {
    expect(why(of, ...events)).toBeNull();
  });

  const many = (count: number) =>
    event('Unhealthy', 30, { message: 'Readiness probe failed', fields: { firstTimestamp: at(-500), count } });
  it.each<[sentence: string, words: string, of: Pod, ...events: Seen<KubeEvent>[]]>([
    ['there is no event at all', 'no event tells of its restart either', again],
    ['only its own run was reported, and not the next', 'no event tells', again, started(-600)],
    ['not even the run that ended was reported', 'no event tells of its start either', waits],
    ['another container’s start was', 'no event tells', again, started(61, 'proxy')],
    ['so much was said that others were dropped', '`Unhealthy` was said 29 times', again, started(61), many(29)],
  ])('means nothing where %s', (_sentence, words, of, ...events) => {
    expect(why(of, ...events)).toContain(words);
  });

  it('means something where an event was said a few times', () => {
    expect(why(again, started(61), many(12))).toBeNull();
  });
});

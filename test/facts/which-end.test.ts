import { describe, expect, it } from 'vitest';
import { endingOf } from '../../src/facts/endings.ts';
import type { Alert, Evidence } from '../../src/types.ts';
import { alert, at, event, evidence, goneStory, pod, story, subject } from '../support/stories.ts';

const run = (exitCode: number, reason: string, started: number, finished: number) => ({
  exitCode,
  reason,
  startedAt: at(started),
  finishedAt: at(finished),
});
const outOfMemory = (finished: number) => run(137, 'OOMKilled', -2000, finished);
const stopped = run(143, 'Error', -40, 4);

/** A pod whose container ran out of memory, was started again, and was told to go at second 0. */
const rolledBack = (finished: number, by: Partial<Alert>): Evidence => ({
  ...evidence(
    goneStory(
      pod({ deletion: [30, 30], containers: [{ ended: stopped, before: outOfMemory(finished), restarts: 1 }] }),
    ),
  ),
  webhook: { known: true, value: alert({ startsAt: at(20), ...by }) },
});
const killing = event('Killing', 0, { message: 'Stopping container app' }).object;

describe('an alert that comes when its pod was told to go already', () => {
  it.each<[sentence: string, read: Evidence, ending: string, at: string]>([
    [
      'is about the end before, by its own word',
      rolledBack(-50, { labels: { reason: 'OOMKilled' } }),
      'oom-killed',
      at(-50),
    ],
    ['is about the end before where it says nothing', rolledBack(-50, {}), 'oom-killed', at(-50)],
    [
      'is about the later end, by its own word',
      rolledBack(-50, { labels: { reason: 'Error' } }),
      'stopped-in-time',
      at(4),
    ],
    ['is not about an end long before', rolledBack(-1000, {}), 'stopped-in-time', at(4)],
    ['as an Event says it is about the order', rolledBack(-50, { event: killing }), 'stopped-in-time', at(4)],
  ])('%s', (_sentence, read, ending, finishedAt) => {
    expect(endingOf(read, subject(), at(60))).toMatchObject({ id: ending, finishedAt });
  });

  it('a pod that stays has one story, its newest end', () => {
    const stays = evidence(
      story(pod({ containers: [{ ended: run(1, 'Error', -40, 4), before: outOfMemory(-50), restarts: 1 }] })),
    );
    expect(endingOf(stays, subject(), at(60))).toMatchObject({ id: 'exited', finishedAt: at(4) });
  });
});

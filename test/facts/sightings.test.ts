import { describe, expect, it } from 'vitest';
import { endingBySightings, sightingOf } from '../../src/facts/sightings.ts';
import type { Pod, Sighting } from '../../src/types.ts';
import { pod } from '../support/stories.ts';

const deadline = Date.parse('2026-11-22T14:00:40Z');
const path = '/api/v1/namespaces/shop/pods/web-1';
const runs = (): Pod => {
  const running = pod({});
  const [status] = running.status?.containerStatuses ?? [];
  if (status) status.state = { running: { startedAt: '2026-11-22T13:00:00Z' } };
  return running;
};
/** Seconds after the deadline, by the clock that we read. */
const seen = (listed: Pod | null, seconds: number): Sighting =>
  sightingOf(path, listed, 'app', deadline + seconds * 1000, deadline + seconds * 1000 + 20);
const judged = (sightings: Sighting[], lone = true) =>
  endingBySightings({ deletion: { at: '2026-11-22T14:00:40Z', graceSeconds: 30 }, lone, sightings });

describe('a pod that lists saw', () => {
  it('gone before its deadline stopped in time, even if the cluster’s clock is a second later than it says', () => {
    expect(judged([seen(runs(), -20), seen(null, -2)])).toMatchObject({ id: 'stopped-in-time' });
  });

  it('gone a moment before its deadline may have been gone after it: unknown', () => {
    expect(judged([seen(runs(), -20), seen(null, -0.7)])?.id).toBe('unknown');
  });

  // Recorded: exit 143 after 7 s of 8 s, listed as running 0.7 s before the deadline and gone 0.8 s after it.
  it('running just before its deadline and gone just after may have stopped by itself: unknown', () => {
    expect(judged([seen(runs(), -0.7), seen(null, 0.8)])?.id).toBe('unknown');
  });

  it('running when its grace was certainly over, and then gone, was killed', () => {
    expect(judged([seen(runs(), 1.6), seen(null, 2.5)])).toMatchObject({ id: 'killed-after-grace' });
  });

  it('with several containers or a preStop hook tells nothing of one of them', () => {
    expect(judged([seen(runs(), 1.6), seen(null, 2.5)], false)?.id).toBe('unknown');
  });

  it('and did not see gone says nothing', () => {
    expect(judged([seen(runs(), 1.6)])).toBeNull();
  });

  it('gone when a look came too late: unknown, and the because says what was seen, no more', () => {
    const late = judged([seen(null, 9)]);
    expect(late).toEqual({
      id: 'unknown',
      because: [
        {
          text: 'the pod was gone from the API when lastword looked at 2026-11-22T14:00:49.000Z',
          sources: [{ path, field: '', value: null }],
        },
      ],
    });
  });

  it('cites the field in which it was seen to run', () => {
    expect(seen(runs(), -3).source).toEqual({
      path,
      field: 'status.containerStatuses[name=app].state.running.startedAt',
      value: '2026-11-22T13:00:00Z',
    });
  });

  it('without a status is there, and no more', () => {
    expect(seen({ metadata: { resourceVersion: '7' } } as Pod, -3)).toMatchObject({ seen: 'there' });
  });
});

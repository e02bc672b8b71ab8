import { describe, expect, it } from 'vitest';
import { waitingFor } from '../../src/facts/waiting.ts';
import { ending, pod, story, subject } from '../support/stories.ts';

const reasons = new Set(['ErrImagePull']);
const waits = pod({ containers: [{ waiting: 'ErrImagePull' }] });
const never = ending({ id: 'never-started' });

describe('a container that cannot be started', () => {
  it('waits for one of the reasons, and says where that stands', () => {
    expect(waitingFor(story(waits), subject(), never, reasons)).toMatchObject({
      pod: waits,
      field: 'status.containerStatuses[name=app]',
      reason: 'ErrImagePull',
      message: '',
    });
  });

  it.each([
    ['another reason', story(pod({ containers: [{ waiting: 'CrashLoopBackOff' }] })), subject(), never],
    ['a container that runs', story(pod()), subject(), never],
    ['another container', story(waits), subject({ container: 'proxy' }), never],
    ['one that had started', story(waits), subject(), ending({ id: 'exited' })],
    ['a pod that was not seen', story(), subject(), never],
  ])('is not found in %s', (_what, of, about, end) => {
    expect(waitingFor(of, about, end, reasons)).toBeNull();
  });
});

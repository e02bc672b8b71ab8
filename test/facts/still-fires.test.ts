import { expect, it } from 'vitest';
import { stillFired, stillFires } from '../../src/facts/still-fires.ts';

it('a reason that says that an alert fires on is true of the past, too', () => {
  const why = stillFires('5 minutes after the deployment ended');
  expect(why).toBe('its alert still fires 5 minutes after the deployment ended');
  expect(stillFired(why)).toBe('its alert still fired 5 minutes after the deployment ended');
});

it('other reasons stay as they are', () => {
  expect(stillFired('raised by hand')).toBe('raised by hand');
});

import { expect, it } from 'vitest';
import { named, reader, told } from '../../bench/storm-reader.ts';

const shop = {
  namespace: 'shop-01',
  name: 'payments-04',
  revision: 6,
  telling: 'connection to server at "10.96.4.23" failed',
  pods: [],
};

it.each([
  [
    'Investigate · `payments-04`\nfails in revision 6, since 2 m\n`connection to server at "10.96.4.23" failed: refused`',
  ],
  ['• Deployment/payments-04 (rev. 6): connection to server at "10.96.4.23" failed'],
])('a text with the workload, its revision and the line of its log tells its story: %s', (text) => {
  expect(told([shop], [text])).toBe(1);
});

it.each([
  ['its pod is named only', 'payments-04-5f001-x2b4c, revision 6: connection to server at "10.96.4.23" failed'],
  ['the revision is another', 'payments-04 in revision 60: connection to server at "10.96.4.23" failed'],
  ['the number stands for something else', 'payments-04, 6 restarts: connection to server at "10.96.4.23" failed'],
  ['the line is another workload’s', 'payments-04 in revision 6: connection to server at "10.96.4.24" failed'],
])('a text does not tell the story where %s', (_why, text) => {
  expect(told([shop], [text])).toBe(0);
});

it('what stands in two texts is not told by either', () => {
  const texts = ['payments-04 fails in revision 6', 'payments-04: connection to server at "10.96.4.23" failed'];
  expect([told([shop], texts), named([shop], texts)]).toEqual([0, 1]);
});

it('a reader remembers when the last story stood there, and none before one was told', () => {
  const eyes = reader([shop]);
  eyes.sees('payments-04 fails');
  expect(eyes.lastAfter()).toBeNaN();
  eyes.sees('payments-04 fails in revision 6: connection to server at "10.96.4.23" failed');
  expect(eyes.lastAfter()).toBeGreaterThanOrEqual(0);
});

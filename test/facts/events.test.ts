import { describe, expect, it } from 'vitest';
import {
  byTime,
  citeEvent,
  containerOf,
  eventTime,
  eventsOf,
  firstTime,
  happenedBetween,
  isAboutPod,
  mentions,
  quoteEvent,
} from '../../src/facts/events.ts';
import type { KubeEvent } from '../../src/types.ts';
import { at, event } from '../support/stories.ts';

const withTimes = (fields: object): KubeEvent =>
  event('X', 0, { fields: { firstTimestamp: null, lastTimestamp: null, ...fields } }).object;

describe('when an event happened', () => {
  it.each<[sentence: string, fields: object, first: string | null, last: string | null]>([
    ['the old fields', { firstTimestamp: at(1), lastTimestamp: at(9) }, at(1), at(9)],
    ['a series', { eventTime: at(1.5), series: { lastObservedTime: at(9.5) } }, at(1.5), at(9.5)],
    ['a scheduler event has eventTime only', { eventTime: at(1.5) }, at(1.5), at(1.5)],
    ['no time at all but its birth', { metadata: { creationTimestamp: at(3) } }, at(3), at(3)],
    ["Go's zero time is no time", { lastTimestamp: '0001-01-01T00:00:00Z', eventTime: at(4) }, at(4), at(4)],
    ['only the last time', { lastTimestamp: at(9) }, at(9), at(9)],
    ['none', {}, null, null],
  ])('%s', (_sentence, fields, first, last) => {
    expect([firstTime(withTimes(fields)), eventTime(withTimes(fields))]).toEqual([first, last]);
  });
});

describe('happenedBetween', () => {
  const repeated = withTimes({ firstTimestamp: at(10), lastTimestamp: at(20) });
  it.each<[sentence: string, event: KubeEvent, from: number | null, to: number | null, slack: number, is: boolean]>([
    ['inside', event('X', 5).object, 0, 10, 1, true],
    ['a second early is the same moment', event('X', -1).object, 0, 10, 1, true],
    ['a second late is the same moment', event('X', 11).object, 0, 10, 1, true],
    ['two seconds early are not', event('X', -2).object, 0, 10, 1, false],
    ['two seconds late are not', event('X', 12).object, 0, 10, 1, false],
    ['unless the slack says so', event('X', 12).object, 0, 10, 2, true],
    ['no beginning reaches back for ever', event('X', -9999).object, null, 10, 1, true],
    ['no end reaches on for ever', event('X', 9999).object, 0, null, 1, true],
    ['a repeated event reaches in from before', repeated, 20, 30, 0, true],
    ['a repeated event reaches out behind', repeated, 0, 10, 0, true],
    ['a repeated event around the whole time', repeated, 12, 15, 0, true],
    ['a repeated event that was over', repeated, 22, 30, 1, false],
    ['an event without any time happened at none', withTimes({}), null, null, 1, false],
  ])('%s', (_sentence, of, from, to, slack, is) => {
    expect(happenedBetween(of, from === null ? null : at(from), to === null ? null : at(to), slack)).toBe(is);
  });
});

describe('mentions', () => {
  it.each([
    ['Deleted pod: web-1', 'web-1', true],
    ['Deleted pod: web-12', 'web-1', false],
    ['Deleted pod: my-web-1', 'web-1', false],
    ['Deleted pod: web-1.eu', 'web-1', false],
    ['delete Pod web-1 in StatefulSet web successful', 'web-1', true],
    ['delete Pod web-1 in StatefulSet web successful', 'web', true],
    ['Scaled down replica set web-5d4 from 3 to 2', 'web', false],
    ['Preempted by shop/web-1 on node n-1.', 'n-1', true],
    ['stopped (web-1), then web-2', 'web-2', true],
    ['', 'web-1', false],
  ])('%j mentions %s: %s', (message, name, is) => {
    expect(mentions(event('X', 0, { message }).object, name)).toBe(is);
  });

  it('an event without a message mentions nobody', () => {
    expect(mentions(event('X', 0, { fields: { message: undefined } }).object, 'web-1')).toBe(false);
  });
});

it.each([
  ['spec.containers{app}', 'app'],
  ['spec.initContainers{migrate}', 'migrate'],
  ['spec.ephemeralContainers{debug}', 'debug'],
  ['spec.volumes{app}', null],
  [undefined, null],
])('the field path %s is about container %s', (fieldPath, container) => {
  expect(containerOf(event('X', 0, { fields: { involvedObject: { kind: 'Pod', fieldPath } } }).object)).toBe(container);
});

it('an event is about the pod of its UID, and about the pod of its name where it has none', () => {
  const subject = { pod: 'web-1', uid: 'uid-1' };
  const about = (parts: Parameters<typeof event>[2]): boolean => isAboutPod(event('X', 0, parts).object, subject);
  expect([about({ uid: 'uid-1' }), about({}), about({ uid: 'uid-2' })]).toEqual([true, true, false]);
  expect([about({ name: 'web-2' }), about({ kind: 'Deployment' })]).toEqual([false, false]);
  expect(isAboutPod(event('X', 0, { uid: 'uid-2' }).object, { pod: 'web-1', uid: null })).toBe(true);
});

it('events of a reason are those of that reason, kind and name', () => {
  const all = [
    event('A', 1),
    event('A', 2, { name: 'web-2' }),
    event('A', 3, { kind: 'Node', name: 'n' }),
    event('B', 4),
  ];
  const seconds = (found: typeof all): number[] => found.map((e) => all.indexOf(e) + 1);
  expect(seconds(eventsOf(all, 'A'))).toEqual([1, 2, 3]);
  expect(seconds(eventsOf(all, 'A', 'Pod'))).toEqual([1, 2]);
  expect(seconds(eventsOf(all, 'A', 'Pod', 'web-1'))).toEqual([1]);
});

it('events go oldest first, those without a time before all', () => {
  const timeless = { path: 'p', object: withTimes({}) };
  const [late, early] = [event('X', 9), event('X', 1)];
  expect(byTime([late, timeless, early])).toEqual([timeless, early, late]);
});

describe('citeEvent', () => {
  it.each<[sentence: string, fields: object, field: string]>([
    ['the old field first', { lastTimestamp: at(1), eventTime: at(1) }, 'lastTimestamp'],
    [
      'a series before its beginning',
      { series: { lastObservedTime: at(2) }, eventTime: at(1) },
      'series.lastObservedTime',
    ],
    ['what there is', { firstTimestamp: at(1) }, 'firstTimestamp'],
  ])('cites reason, message and a time: %s', (_sentence, fields, field) => {
    const cited = citeEvent({ path: '/e', object: withTimes(fields) });
    expect(cited.map((source) => source.field)).toEqual(['reason', 'message', field]);
  });
});

it('a quoted event says what, about whom, when and how, with its sources', () => {
  const seen = event('Killing', 5, { message: 'Stopping container app\n' });
  expect(quoteEvent(seen)).toEqual({
    text: `event \`Killing\` on Pod web-1 at ${at(5)}: "Stopping container app"`,
    sources: citeEvent(seen),
  });
});

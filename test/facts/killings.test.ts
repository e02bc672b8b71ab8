import { describe, expect, it } from 'vitest';
import { killingEvents, killingOf, mayHaveBeenTold, momentIn } from '../../src/facts/killings.ts';
import { alert, at, ending, evidence, killing, pod, story, subject, unread } from '../support/stories.ts';

describe('killingEvents', () => {
  const brought = killing(9).object;
  const webhook = { known: true, value: alert({ event: brought }) } as const;

  it('the one that the webhook brought counts beside those of the list', () => {
    expect(killingEvents(evidence(story(pod()), [killing(5)], { webhook }), 'app').map((e) => e.path)).toEqual([
      '/api/v1/namespaces/shop/events/web-1.killing',
      'webhook',
    ]);
  });

  it('and once only when the list holds it, too', () => {
    expect(killingEvents(evidence(story(pod()), [killing(9)], { webhook }), 'app')).toHaveLength(1);
  });

  it('it is all there is when events may not be read', () => {
    expect(killingEvents(evidence(story(pod()), [], { webhook, events: unread() }), 'app')).toHaveLength(1);
  });

  it('one about the whole pod is about each of its containers', () => {
    expect(killingEvents(evidence(story(pod()), [killing(5, 'x', { container: null })]), 'app')).toHaveLength(1);
  });
});

describe('a kill in the very second in which a run began', () => {
  const run = (isFirst: boolean, exitCode = 1) => ({ startedAt: at(10), finishedAt: at(14), exitCode, isFirst });
  const said = evidence(story(pod()), [killing(10, 'Container app definition changed, will be restarted')]);

  it('is of the first run of a container: nothing else ran', () => {
    expect(momentIn(killing(10).object, run(true))).toBe(at(10));
    expect(mayHaveBeenTold(said, 'app', run(true))).toBe(false);
  });

  it('is the end of the run before it, where one was', () => {
    expect(momentIn(killing(10).object, run(false))).toBeNull();
    expect(momentIn(killing(11).object, run(false))).toBe(at(11));
  });

  it.each([
    ['137 can be either', 137, true],
    ['143 can be either', 143, true],
    ['0 can be either', 0, true],
    ['1 is an end of its own', 1, false],
  ])('of a later run that ended with %s', (_sentence, exitCode, either) => {
    expect(mayHaveBeenTold(said, 'app', run(false, exitCode))).toBe(either);
  });

  it("one between the first and the last of several alike may be the run's, too", () => {
    const alike = killing(20, 'x', { fields: { firstTimestamp: at(0), count: 3 } });
    expect(mayHaveBeenTold(evidence(story(pod()), [alike]), 'app', run(false))).toBe(true);
  });
});

describe('killingOf', () => {
  const told = ending({ startedAt: at(10), finishedAt: at(60), toldAt: at(50) });
  it.each<[sentence: string, found: boolean, ...Parameters<typeof killing>]>([
    ['the one that told it', true, 50],
    ['one of an earlier run', false, 5],
    ['one that came after it had been told', false, 55],
    ['one about another container', false, 50, 'x', { container: 'proxy' }],
    ['one about another pod', false, 50, 'x', { name: 'web-12' }],
    ['one about the whole pod', true, 50, 'x', { container: null }],
  ])('%s', (_sentence, found, ...of) => {
    expect(killingOf([killing(...of)], subject(), told) !== null).toBe(found);
  });

  it('none where nobody told it', () => {
    expect(killingOf([killing(50)], subject(), { ...told, toldAt: null })).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { isTelling, stormStories } from '../../src/group/storm.ts';
import type { Incident, Shared, Verdict } from '../../src/types.ts';
import { diagnosis, incident } from '../support/incidents.ts';

const database: Shared = { id: 'target 10.96.4.20:5432', clause: 'cannot reach 10.96.4.20:5432: connection refused' };
/** An incident of that key, which shares what it says. */
const one = (key: string, verdict: Verdict = 'investigate', shared: Shared | null = null, podCount = 1): Incident =>
  incident({ key, verdict, podCount, diagnosis: diagnosis({ verdict, shared }) });
const keys = (incidents: Incident[]): string[] => incidents.map(({ key }) => key);
const told = (...incidents: Incident[]) => stormStories(incidents).map((story) => keys(story.incidents));

describe('the stories of a storm', () => {
  it('incidents that share something are one story, told by what they share', () => {
    const [first, ...rest] = stormStories([
      one('a', 'investigate', database),
      one('b'),
      one('c', 'investigate', database),
    ]);
    expect(first).toMatchObject({ id: database.id, clause: database.clause });
    expect(keys(first?.incidents ?? [])).toEqual(['a', 'c']);
    expect(rest.map(({ id, clause }) => [id, clause])).toEqual([['b', null]]);
  });

  it('one alone with what others could share is told by its own words', () => {
    expect(stormStories([one('a', 'investigate', database)])).toMatchObject([{ id: database.id, clause: null }]);
  });

  it('two of one workload that are told apart are two stories', () => {
    expect(told(one('shop/web|trouble'), one('shop/web|meant', 'expected'))).toEqual([
      ['shop/web|trouble'],
      ['shop/web|meant'],
    ]);
  });

  it('the worst comes first, whatever the number of pods', () => {
    const order = told(one('good', 'expected', null, 90), one('odd', 'undetermined', null, 50), one('bad'));
    expect(order).toEqual([['bad'], ['odd'], ['good']]);
  });

  it('a story is as bad as its worst', () => {
    const [first] = stormStories([one('a', 'expected', database), one('b', 'investigate', database)]);
    expect(first?.verdict).toBe('investigate');
  });

  it('among equals the one of most pods comes first, and then the oldest', () => {
    const three = [one('x', 'investigate', database), one('y', 'investigate', database, 2)];
    expect(told(one('old'), one('new'), one('two', 'investigate', null, 2), ...three)).toEqual([
      ['x', 'y'],
      ['two'],
      ['old'],
      ['new'],
    ]);
  });

  it('of nothing there are none', () => {
    expect(stormStories([])).toEqual([]);
  });
});

describe('a message of its own in a storm', () => {
  it.each<[sentence: string, of: Incident, own: Incident[], tells: boolean]>([
    ['is for one to look into', one('a'), [], true],
    ['is not for one that was expected', one('a', 'expected'), [], false],
    ['is not for one of which nothing is known', one('a', 'undetermined'), [], false],
    [
      'is not for the second of one story',
      one('a', 'investigate', database),
      [one('b', 'investigate', database)],
      false,
    ],
    ['is for the second of another story', one('a', 'investigate', database), [one('b')], true],
    ['is not for what is told under the same key', one('a'), [one('a')], false],
  ])('%s', (_sentence, of, own, tells) => {
    expect(isTelling(of, own)).toBe(tells);
  });
});

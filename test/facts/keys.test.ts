import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joined } from '../../src/facts/keys.ts';

describe('parts joined to a key', () => {
  it.each<[parts: string[], key: string]>([
    [['lab', 'shop', 'Deployment/web'], 'lab|shop|Deployment/web'],
    [['', '', 'Node/node-1'], '||Node/node-1'],
    [['a|b', 'c'], 'a\\|b|c'],
    [['a\\', 'b'], 'a\\\\|b'],
    // As SQLite keeps it.
    [['a\ud800', '\udc00b'], 'a\ufffd|\ufffdb'],
    [['🙂', 'b'], '🙂|b'],
  ])('%j are %s', (parts, key) => {
    expect(joined(...parts)).toBe(key);
  });

  const part = fc.string({ unit: fc.constantFrom('a', '|', '\\'), maxLength: 4 });
  const parts = fc.tuple(part, part, part);

  it('are told apart from all others', () => {
    const keys = new Map<string, string[]>();
    fc.assert(
      fc.property(parts, (some) => {
        const same = keys.get(joined(...some)) ?? some;
        keys.set(joined(...some), some);
        expect(some).toEqual(same);
      }),
      { numRuns: 5_000, seed: 20261122 },
    );
    expect(keys.size).toBeGreaterThan(2_000);
  });
});

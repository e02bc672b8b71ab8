import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cite, lookup } from '../../src/facts/field.ts';
import type { Json } from '../../src/types.ts';

const object = {
  metadata: { annotations: { 'a.b/c': 'quoted' }, labels: {} },
  spec: { taints: [{ key: 'x' }, { key: 'y' }], replicas: 0, paused: false, none: null },
  status: { containerStatuses: [{ name: 'app', state: { terminated: { exitCode: 137 } } }, null] },
};

describe('lookup', () => {
  it.each<[sentence: string, field: string, found: unknown]>([
    ['walks plain names', 'spec.replicas', 0],
    ['finds an item of a list by a key', 'status.containerStatuses[name=app].state.terminated.exitCode', 137],
    ['finds an item of a list by its position', 'spec.taints[1].key', 'y'],
    ['takes a quoted name whole, dots and all', 'metadata.annotations["a.b/c"]', 'quoted'],
    ['gives false and null as they stand there', 'spec.paused', false],
    ['gives a null that stands there', 'spec.none', null],
    ['finds nothing below a null', 'spec.none.deeper', undefined],
    ['finds nothing for a name that is not there', 'spec.missing.deeper', undefined],
    ['finds nothing for an item that is not there', 'status.containerStatuses[name=db].state', undefined],
    ['finds nothing where a list is expected and none is', 'spec[name=app]', undefined],
    ['passes over a hole in a list', 'status.containerStatuses[name=null]', undefined],
  ])('%s', (_sentence, field, found) => {
    expect(lookup(object, field)).toEqual(found);
  });
});

describe('cite', () => {
  it('leaves out what is not there, and keeps what is there and empty', () => {
    expect(cite('/p', object, 'spec.missing', 'spec.replicas', 'spec.none')).toEqual([
      { path: '/p', field: 'spec.replicas', value: 0 },
      { path: '/p', field: 'spec.none', value: null },
    ]);
  });

  const key = fc.stringMatching(/^[a-z]{1,3}([./-][a-z]{1,3})?$/);
  const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
  const tree = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie('value')), fc.dictionary(key, tie('value'))),
  })).value;

  /** Every path of an object with what stands at it, found without lookup. */
  function paths(value: Json, at = ''): [string, Json][] {
    const inner = Array.isArray(value)
      ? value.flatMap((item, index) => paths(item, `${at}[${index}]`))
      : value !== null && typeof value === 'object'
        ? Object.entries(value).flatMap(([name, item]) =>
            paths(item, /[./-]/.test(name) || at === '' ? `${at}["${name}"]` : `${at}.${name}`),
          )
        : [];
    return at === '' ? inner : [[at, value], ...inner];
  }

  it('cites what was read, whatever the object', () => {
    fc.assert(
      fc.property(tree, (value) => {
        const all = paths(value);
        expect(cite('/p', value, ...all.map(([field]) => field))).toEqual(
          all.map(([field, stands]) => ({ path: '/p', field, value: stands })),
        );
      }),
    );
  });

  it('never throws, whatever the object and the field', () => {
    fc.assert(fc.property(fc.jsonValue(), fc.string(), (value, field) => void lookup(value, field)));
  });
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sharing } from '../../src/adapters/kubernetes-shared.ts';

it('what is shared says what it said', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), (values) => {
      const before = JSON.stringify(values);
      const shared = sharing();
      expect(JSON.stringify(values.map((value) => shared(value)))).toBe(before);
    }),
  );
});

it('an object stays the very same, and so does a field that is called __proto__', () => {
  const object = JSON.parse('{"a":["x","x"],"__proto__":{"a":"x"},"n":null}') as object;
  expect(sharing()(object)).toBe(object);
  expect(JSON.stringify(object)).toBe('{"a":["x","x"],"__proto__":{"a":"x"},"n":null}');
  expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
});

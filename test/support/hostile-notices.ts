/** What pipelines announce, and what only looks so. What must become of a body comes with it, from how it was made. */
import fc from 'fast-check';

/** `taken`: it is understood, whatever becomes of it; `refused`: it must be 400. */
export type HostileNotice = { body: string; truth: 'taken' | 'refused' };

const loaded = fc.constantFrom(
  '__proto__',
  '\u202e',
  '\0',
  '\ud800',
  '<!channel>',
  '```',
  "'; DROP TABLE windows; --",
  '{{ . }}',
);
const said = fc.oneof(loaded, fc.string({ unit: 'binary', maxLength: 60 }));

/** Few ids, so that notices meet. */
const good = fc.record(
  {
    id: fc.constantFrom('run-1', 'run-2', '__proto__', "'; --", '🙂', '\u202e'),
    action: fc.constantFrom('start', 'heartbeat', 'finish', 'abort'),
    namespace: fc.constantFrom('shop', 'kube-system'),
    cluster: fc.constantFrom('lab', '', null),
    workloads: fc.constantFrom([], ['deploy/web'], ['web', 'StatefulSet/db'], null),
    version: said,
    actor: said,
    url: fc.constantFrom('https://ci.example/7', 'http://[::1]/', '', null),
    ttl: fc.constantFrom('1s', '30m', '4h', '', null),
  },
  { requiredKeys: ['id', 'action', 'namespace'] },
);

/** One thing that makes a notice none. */
const broken = fc.oneof(
  fc.record({ id: fc.constantFrom<unknown>('', null, 7, ['x'], 'x'.repeat(201), 'a\nb', 'shop/Deployment/web@7') }),
  fc.record({ action: fc.constantFrom<unknown>('stop', '', null, ['start'], { a: 1 }, '__proto__') }),
  fc.record({ namespace: fc.constantFrom<unknown>('..', 'Shop', 'x'.repeat(64), 7, {}) }),
  fc.record({ cluster: fc.constantFrom<unknown>('elsewhere', '__proto__', 'x'.repeat(64), 7) }),
  fc.record({
    workloads: fc.constantFrom<unknown>(
      'web',
      [7],
      [''],
      ['a/b/c'],
      [`deploy/${'x'.repeat(254)}`],
      Array(201).fill('web'),
    ),
  }),
  fc.record({ version: fc.constantFrom<unknown>('x'.repeat(201), 7, {}, []) }),
  fc.record({ url: fc.constantFrom<unknown>('javascript:alert(1)', '//x', 'x', `https://${'x'.repeat(2000)}`, 7) }),
  fc.record({ ttl: fc.constantFrom<unknown>('soon', '0', '0s', '-1m', '1e9h', '99999999999y', 30, {}) }),
  fc.record({ odd: fc.jsonValue({ maxDepth: 2 }) }),
);

const noNotice = fc.oneof(
  fc.jsonValue().filter((value) => typeof value !== 'object' || value === null || Array.isArray(value)),
  fc.constantFrom({}, { id: 'x' }, { action: 'start' }),
);

export const hostileNotice: fc.Arbitrary<HostileNotice> = fc.oneof(
  { weight: 4, arbitrary: good.map((fields): HostileNotice => ({ body: JSON.stringify(fields), truth: 'taken' })) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(good, broken)
      .map(([fields, wrong]): HostileNotice => ({ body: JSON.stringify({ ...fields, ...wrong }), truth: 'refused' })),
  },
  { weight: 1, arbitrary: noNotice.map((value): HostileNotice => ({ body: JSON.stringify(value), truth: 'refused' })) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('', '{', '['.repeat(40_000), '{"id":"x",}')
      .map((body): HostileNotice => ({ body, truth: 'refused' })),
  },
);

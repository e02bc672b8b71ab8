/**
 * Webhook bodies as no sender writes them, and valid ones with hostile contents among them. What must become of a body comes with it,
 * from how it was made: never from the code that reads it.
 */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';

/**
 * `kept` and `bad`: how many of its alerts must be kept, and how many set aside, where the making tells; null where it does not.
 * `refused`: it must be 400.
 */
export type Sent = {
  what: string;
  path: '/webhooks/alertmanager' | '/webhooks/events';
  body: string | Uint8Array;
  headers?: Record<string, string>;
  truth: { kept: number; bad: number } | 'refused' | null;
};

const alertmanager = '/webhooks/alertmanager';
const events = '/webhooks/events';
const paths = fc.constantFrom<Sent['path']>(alertmanager, events);

/** Names that mean something to JavaScript, to Slack, to a terminal or to a URL. */
const loaded = fc.constantFrom(
  ...[
    ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'then', 'length', '', ' ', '\0', 'a\0b'],
    ['\ud800', 'x\udfff', '\udc00\ud800', '\u202e', '\ufeff', '\u2028', '🙂', '<!channel>', '```', '../..', '%2e%2e/'],
    ["'; DROP TABLE inbox; --", '{{ .Labels }}', '0', '-0', '1e400', 'NaN', 'null', 'true', '275760-09-13T00:00:00Z'],
  ].flat(),
);
const text = fc.oneof(loaded, fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ maxLength: 20 }));
/** Any JSON value that JSON.parse can give. */
const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  text,
  fc.constantFrom(null, [], {}, 0, -1, 1.5, 1e308, Number.MAX_SAFE_INTEGER, true, ['x'], { length: 3 }),
);

/** RFC 3339, from one end to the other. */
const times = `
  2026-11-22T19:40:18Z 2026-11-22T19:40:18.123456789+14:00 2024-02-29T00:00:00Z 1970-01-01T00:00:00Z 1969-12-31T23:59:59Z
  0001-01-01T00:00:00Z 0000-01-01T00:00:00+23:59 9999-12-31T23:59:59.999999999-23:59`
  .trim()
  .split(/\s+/);
const time = fc.constantFrom(...times);
const noTime = fc.constantFrom<unknown>(
  ...[
    ['+275760-09-13T00:00:00.001Z', '-000001-01-01T00:00:00Z', '2026-02-30T00:00:00Z', '2026-11-22T25:00:00Z'],
    ['yesterday', '2026-11-22', '', ' ', 0, 1e308, {}, [], true],
  ].flat(),
);

/** JSON that was written by hand: `__proto__` is a name like any other in it, and a name may stand twice. */
const asText = Symbol('text');
type Written = { [asText]: string };
const isWritten = (value: unknown): value is Written => typeof value === 'object' && value !== null && asText in value;
const written = (value: unknown): string => (isWritten(value) ? value[asText] : JSON.stringify(value));
const object = (fields: [string, unknown][]): Written => ({
  [asText]: `{${fields.map(([field, value]) => `${JSON.stringify(field)}:${written(value)}`).join(',')}}`,
});
const list = (values: unknown[]): Written => ({ [asText]: `[${values.map(written).join(',')}]` });

const name = fc.constantFrom('web-0', 'api-7d9f-x2x', 'a'.repeat(253), '../secrets', 'UPPER', '-', 'x.y', '');
const labelFields = fc
  .tuple(
    fc.array(fc.tuple(text, text), { maxLength: 4 }),
    fc.record(
      {
        alertname: text,
        namespace: fc.constantFrom('shop', 'kube-system', '..', 'x'.repeat(64)),
        pod: name,
        container: name,
        deployment: name,
        uid: text,
        cluster: fc.constantFrom('lab', '', 'elsewhere', '__proto__'),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([odd, usual]) => object([...odd, ...Object.entries(usual)]));

/** Few episodes, so that most of a flood is repeats. */
const fingerprint = fc.oneof(
  { weight: 20, arbitrary: fc.nat(9).map((n) => `f${n}`) },
  { weight: 1, arbitrary: text.filter((t) => t !== '' && t.length <= 128) },
);
const alertFields = fc.record({
  status: fc.constantFrom('firing', 'resolved'),
  labels: labelFields,
  annotations: labelFields,
  startsAt: time,
  endsAt: fc.option(time),
  generatorURL: anything,
  fingerprint,
});
const odd = fc.array(fc.tuple(text, anything), { maxLength: 3 });
const asAlert = ([fields, more]: [object, [string, unknown][]]): Written =>
  // What is odd comes first: of two fields of one name the last one counts.
  object([...more, ...Object.entries(fields)]);
const goodAlert = fc.tuple(alertFields, odd).map(asAlert);

/** One thing that makes an alert none. */
const broken = fc.oneof(
  fc.record({ status: fc.constantFrom<unknown>('odd', '', null, 1, ['firing'], 'Firing') }),
  fc.record({ labels: fc.constantFrom<unknown>(null, [], 'x', 7, { pod: 7 }, { pod: null }, { pod: ['web-0'] }) }),
  fc.record({
    labels: fc.constantFrom<unknown>(object([['x'.repeat(2000), 'y']]), object([['x', 'y'.repeat(100_000)]])),
  }),
  fc.record({ annotations: fc.constantFrom<unknown>(null, [], { a: {} }, 0) }),
  fc.record({ startsAt: fc.oneof(noTime, fc.constant(null)) }),
  fc.record({ endsAt: noTime }),
  fc.record({ fingerprint: fc.constantFrom<unknown>('', null, 5, {}, 'f'.repeat(129)) }),
);
const badAlert = fc.oneof(
  fc.tuple(alertFields, broken, odd).map(([fields, wrong, more]) => asAlert([{ ...fields, ...wrong }, more])),
  anything.filter((value) => typeof value !== 'object' || value === null || Array.isArray(value)),
);

/** A group of good and bad alerts among each other. */
const group: fc.Arbitrary<Sent> = fc
  .tuple(fc.array(fc.oneof(goodAlert.map(good), badAlert.map(bad)), { maxLength: 4 }), odd)
  .map(([alerts, more]) => ({
    what: 'a group',
    path: alertmanager,
    body: object([
      ...more.filter(([field]) => field !== 'truncatedAlerts'),
      ['alerts', list(alerts.map((one) => one.value))],
    ])[asText],
    truth: { kept: alerts.filter((one) => one.good).length, bad: alerts.filter((one) => !one.good).length },
  }));
function good(value: unknown): { good: boolean; value: unknown } {
  return { good: true, value };
}
function bad(value: unknown): { good: boolean; value: unknown } {
  return { good: false, value };
}

/** An Event of a stop, in which all that does not say who, what and when may be anything. */
const event: fc.Arbitrary<Sent> = fc
  .record({
    metadata: fc.record({ uid: fc.nat(30).map((n) => `e${n}`), labels: anything, managedFields: anything }),
    reason: fc.constantFrom('Killing', 'BackOff', 'Evicted', 'SystemOOM', 'Preempted', 'DeadlineExceeded'),
    involvedObject: fc.record({
      kind: fc.oneof(fc.constantFrom('Pod', 'Node', 'Job'), text),
      namespace: fc.constantFrom('shop', '..'),
      name,
      labels: anything,
      ownerReferences: fc.oneof(anything, fc.array(anything)),
    }),
    message: fc.option(text),
    lastTimestamp: fc.constantFrom('2026-11-22T19:40:18Z', '9999-12-31T23:59:59-23:59'),
    source: fc.oneof(anything, fc.record({ component: anything, host: anything })),
    type: anything,
    action: anything,
    related: anything,
    reportingComponent: anything,
    clusterName: fc.constantFrom('lab', '', 'elsewhere', '__proto__', null),
  })
  .map((fields) => ({
    what: 'an Event',
    path: events,
    body: object(Object.entries(fields))[asText],
    truth: { kept: 1, bad: 0 },
  }));

/** Every field below a value, as the way to it. */
function waysIn(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, below]) => [[key], ...waysIn(below).map((way) => [key, ...way])]);
}

type Change = { at: number; kind: 'drop' | 'replace' | 'twice'; value: unknown };

/** A value's text with one change somewhere in it. */
function changed(value: unknown, way: string[], { kind, value: other }: Change): Written {
  const fields = Object.entries(value as object).flatMap(([key, below]): [string, unknown][] => {
    if (key !== way[0]) return [[key, below]];
    if (way.length > 1) return [[key, changed(below, way.slice(1), { at: 0, kind, value: other })]];
    if (kind === 'drop') return [];
    return kind === 'twice'
      ? [
          [key, below],
          [key, other],
        ]
      : [[key, other]];
  });
  return Array.isArray(value) ? list(fields.map(([, item]) => item)) : object(fields);
}

/** A recorded body with a field dropped, replaced or written twice. */
const mutated = (recorded: Pick<Sent, 'path' | 'body'>[]): fc.Arbitrary<Sent> =>
  fc
    .tuple(
      fc.constantFrom(...recorded),
      fc.record({ at: fc.nat(), kind: fc.constantFrom<Change['kind']>('drop', 'replace', 'twice'), value: anything }),
    )
    .map(([{ path, body }, change]) => {
      const value = JSON.parse(body as string) as object;
      const ways = waysIn(value);
      const way = ways[change.at % ways.length] ?? [];
      return { what: `${change.kind} ${way.join('.')}`, path, body: changed(value, way, change)[asText], truth: null };
    });

const isJson = (body: string): boolean => {
  try {
    return JSON.parse(body) !== undefined;
  } catch {
    return false;
  }
};

/** What is not JSON, or no object. */
const rubbish: fc.Arbitrary<Sent> = fc
  .tuple(
    paths,
    fc.oneof(
      fc.string({ unit: 'binary' }).filter((body) => !isJson(body)),
      fc
        .jsonValue()
        .filter((value) => typeof value !== 'object' || value === null)
        .map((value) => JSON.stringify(value)),
      fc.uint8Array({ minLength: 1 }).map((bytes) => new Uint8Array([0xff, ...bytes])),
      fc.constantFrom('', ' \n', 'null', '{}', '[]', '{"alerts":{}}', '{"alerts":null}', '{"metadata":[]}', '\ufeff'),
      fc.nat(31).map((depth) => '['.repeat(depth)),
      fc.constantFrom('{', '{"alerts":[', '{"alerts":[{}', "{'alerts':[]}", '{"alerts":[],}', 'alerts=x', '\0'),
    ),
  )
  .map(([path, body]) => ({ what: 'rubbish', path, body, truth: 'refused' }));

/** A good body under headers that do not fit it: what it holds is what counts. */
const mislabelled: fc.Arbitrary<Sent> = fc
  .tuple(
    group,
    fc.constantFrom(
      'text/plain',
      'application/xml',
      'multipart/form-data; boundary=x',
      'application/json; charset=latin1',
    ),
  )
  .map(([sent, type]) => ({ ...sent, what: `a group as ${type}`, headers: { 'content-type': type } }));

const gzipped: fc.Arbitrary<Sent> = group.map((sent) => ({
  ...sent,
  what: 'gzip',
  body: gzipSync(sent.body),
  headers: { 'content-encoding': 'gzip' },
  truth: 'refused',
}));

/** Bytes of a recorded body changed in place: mostly no UTF-8 any more, seldom no JSON. */
const corrupted = (recorded: Pick<Sent, 'path' | 'body'>[]): fc.Arbitrary<Sent> =>
  fc
    .tuple(
      fc.constantFrom(...recorded),
      fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1 }),
    )
    .map(([{ path, body }, changes]) => {
      const bytes = Buffer.from(body as string);
      for (const [at, value] of changes) bytes[at % bytes.length] = value;
      return { what: 'corrupted bytes', path, body: bytes, truth: null };
    });

/** Any of them. */
export const hostile = (recorded: Pick<Sent, 'path' | 'body'>[]): fc.Arbitrary<Sent> =>
  fc.oneof(
    { weight: 3, arbitrary: group },
    { weight: 2, arbitrary: event },
    { weight: 4, arbitrary: mutated(recorded) },
    { weight: 2, arbitrary: corrupted(recorded) },
    { weight: 2, arbitrary: rubbish },
    { weight: 1, arbitrary: mislabelled },
    { weight: 1, arbitrary: gzipped },
  );

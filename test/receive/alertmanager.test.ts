import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { receive } from '../../src/receive/receive.ts';

const fixtures = `${import.meta.dirname}/../fixtures`;
const payload = (name: string): string => readFileSync(`${fixtures}/payloads/alertmanager-${name}.json`, 'utf8');

type Fields = Record<string, unknown>;
const alert = (changes: Fields = {}): Fields => ({
  status: 'firing',
  labels: { alertname: 'KubePodCrashLooping', namespace: 'shop', pod: 'web-1' },
  annotations: { summary: 'Pod is crash looping.' },
  startsAt: '2026-11-22T18:53:17.360865Z',
  endsAt: '0001-01-01T00:00:00Z',
  fingerprint: '8452828176394cd4',
  ...changes,
});
const group = (...alerts: unknown[]): string => JSON.stringify({ version: '4', status: 'firing', alerts });
const accepted = (text: string) => {
  const batch = receive('alertmanager', text);
  if (!batch.ok) throw new Error(batch.reason);
  return batch;
};

describe('what Alertmanager sends', () => {
  it('one firing alert: cluster, labels and times as they came; an end of year 1 is none', () => {
    const { alerts, rejected, dropped } = accepted(payload('firing-one'));
    expect([alerts.length, rejected, dropped]).toEqual([1, [], null]);
    expect(alerts[0]).toMatchObject({
      sender: 'alertmanager',
      cluster: 'prod-eu-1',
      status: 'firing',
      fingerprint: '8452828176394cd4',
      startsAt: '2026-11-22T18:53:17.360865Z',
      endsAt: null,
      labels: { pod: 'payments-api-7d9c5b7c4d-x2x7k', job: 'kube-state-metrics' },
      field: 'alerts[0]',
      event: null,
    });
  });

  it('a truncated group: every alert that is in it, each with its place in the body', () => {
    const { alerts, rejected } = accepted(payload('group-truncated'));
    const sent = (JSON.parse(payload('group-truncated')) as { alerts: unknown[]; truncatedAlerts: number }).alerts;
    expect(alerts).toHaveLength(sent.length);
    // What Alertmanager left out is kept too, as a sentence.
    expect(rejected.map(({ field, reason }) => `${field}: ${reason}`)).toEqual([
      expect.stringMatching(/^truncatedAlerts: Alertmanager left out \d+ alerts of this group: raise max_alerts/),
    ]);
    expect(alerts.map((a) => a.field)).toEqual(sent.map((_alert, at) => `alerts[${at}]`));
  });

  it('a resolved alert: the same fingerprint and start as when it fired, and its end', () => {
    const [firing, resolved] = [accepted(payload('firing-one')).alerts[0], accepted(payload('resolved')).alerts[0]];
    expect(resolved).toMatchObject({ status: 'resolved', endsAt: '2026-11-22T19:09:20.684553Z' });
    expect([resolved?.fingerprint, resolved?.startsAt]).toEqual([firing?.fingerprint, firing?.startsAt]);
  });

  const corpus = readdirSync(`${fixtures}/corpus`).flatMap((name) =>
    readdirSync(`${fixtures}/corpus/${name}`).includes('alert.json') ? [name] : [],
  );
  it.each(corpus)('the alert of the recording %s', (name) => {
    const { alerts, rejected } = accepted(readFileSync(`${fixtures}/corpus/${name}/alert.json`, 'utf8'));
    expect([alerts.length, rejected, alerts[0]?.cluster]).toEqual([1, [], 'lab-eu-1']);
  });

  it('an empty group, and fields that nobody knows yet', () => {
    expect(accepted(group()).alerts).toEqual([]);
    const text = JSON.stringify({ version: 5, truncatedAlerts: 'many', news: 1, alerts: [alert({ generatorURL: 7 })] });
    expect(accepted(text).alerts).toHaveLength(1);
  });

  it('an alert without annotations, and one whose cluster label is empty', () => {
    const { alerts } = accepted(
      group(alert({ annotations: undefined }), alert({ labels: { alertname: 'A', cluster: '' } })),
    );
    expect(alerts.map((a) => [a.annotations, a.cluster])).toEqual([
      [{}, null],
      [{ summary: 'Pod is crash looping.' }, null],
    ]);
  });
});

describe('an annotation', () => {
  const noted = (description: string) => accepted(group(alert({ annotations: { description, summary: 'short' } })));
  const whole = 'x'.repeat(16_384);

  it.each<[string, string, string]>([
    ['of 16,384 characters is kept', whole, whole],
    ['of one more is cut, and the alert is kept', `${whole}y`, `${whole}…`],
    ['of a megabyte, too', 'x'.repeat(1 << 20), `${whole}…`],
    ['is cut within an emoji, and stays a text', `${whole.slice(1)}🔥🔥`, `${whole.slice(1)}\ufffd…`],
  ])('%s', (_sentence, description, kept) => {
    const { alerts, rejected } = noted(description);
    expect([alerts.map((a) => a.annotations), rejected]).toEqual([[{ description: kept, summary: 'short' }], []]);
  });
});

describe('one bad alert of a group', () => {
  it.each<[string, unknown, string]>([
    ['a status that is none', alert({ status: 'on fire' }), 'alerts[1].status'],
    ['no fingerprint', alert({ fingerprint: undefined }), 'alerts[1].fingerprint'],
    ['an empty fingerprint', alert({ fingerprint: '' }), 'alerts[1].fingerprint'],
    ['a label that is a number', alert({ labels: { pod: 7 } }), 'alerts[1].labels.pod'],
    ['labels that are a list', alert({ labels: [] }), 'alerts[1].labels'],
    ['the 30th of February', alert({ startsAt: '2026-02-30T00:00:00Z' }), 'alerts[1].startsAt'],
    ['a start without a zone', alert({ startsAt: '2026-11-22T18:53:17' }), 'alerts[1].startsAt'],
    ['a start in Unix seconds', alert({ startsAt: 1795373597 }), 'alerts[1].startsAt'],
    ['an end that is no time', alert({ endsAt: 'soon' }), 'alerts[1].endsAt'],
    ['an annotation that is a number', alert({ annotations: { summary: 7 } }), 'alerts[1].annotations.summary'],
    ['a label of 20,000 characters', alert({ labels: { pod: 'x'.repeat(20_000) } }), 'alerts[1].labels.pod'],
    ['a start of a megabyte', alert({ startsAt: `2026-11-22T18:53:17.${'0'.repeat(1 << 20)}Z` }), 'alerts[1].startsAt'],
    [
      'the name of a label of a megabyte',
      alert({ labels: { ['x'.repeat(1 << 20)]: 'y' } }),
      `alerts[1].labels.${'x'.repeat(80)}…`,
    ],
    ['nothing at all', null, 'alerts[1]'],
    ['a text', 'firing', 'alerts[1]'],
  ])('%s: kept as it came, with the path, and the others pass', (_name, bad, field) => {
    const batch = accepted(group(alert(), bad, alert({ fingerprint: 'b' })));
    expect(batch.alerts.map((a) => a.field)).toEqual(['alerts[0]', 'alerts[2]']);
    expect(batch.rejected).toEqual([{ field, reason: expect.any(String) as string, raw: JSON.stringify(bad) }]);
  });
});

describe('what is not an Alertmanager webhook', () => {
  it.each([
    ['a list', '[]', /body/],
    ['null', 'null', /body/],
    ['a number', '7', /body/],
    ['an object without alerts', '{}', /alerts/],
    ['alerts that are an object', '{"alerts":{"0":{}}}', /alerts/],
    ['an object without alerts, saying so', '{}', /^not an Alertmanager webhook: alerts: missing$/],
    [
      'a Kubernetes Event, saying where it belongs',
      '{"involvedObject":{"kind":"Pod"},"reason":"Killing"}',
      /: this looks like a Kubernetes Event; POST it to \/webhooks\/events$/,
    ],
    ['an Event of events.k8s.io', '{"regarding":{}}', /POST it to \/webhooks\/events$/],
    ['more alerts than any group has', JSON.stringify({ alerts: Array(10_001).fill(0) }), /alerts/],
  ])('%s is refused with the reason', (_name, text, reason) => {
    expect(receive('alertmanager', text)).toEqual({
      ok: false,
      reason: expect.stringMatching(reason) as string,
    });
  });

  it('`__proto__` in a body reaches no prototype', () => {
    const text = `{"__proto__":{"polluted":1},"alerts":[{"__proto__":{"polluted":1},"labels":{"__proto__":"x","pod":"p"},
      "status":"firing","startsAt":"2026-11-22T18:53:17Z","fingerprint":"f"}]}`;
    const found = accepted(text).alerts[0];
    expect([found?.labels, Object.getPrototypeOf(found?.labels)]).toEqual([{ pod: 'p' }, Object.prototype]);
    expect('polluted' in {} || 'polluted' in (found ?? {})).toBe(false);
  });
});

/** Bodies that are nearly right: each field is now and then anything at all. */
const nearly = (right: fc.Arbitrary<unknown>) => fc.oneof({ weight: 4, arbitrary: right }, fc.jsonValue());
const nearlyAlert = fc.record(
  {
    status: nearly(fc.constantFrom('firing', 'resolved')),
    labels: nearly(fc.dictionary(fc.string(), fc.string())),
    annotations: nearly(fc.dictionary(fc.string(), fc.string())),
    startsAt: nearly(fc.date({ noInvalidDate: true }).map((d) => d.toJSON())),
    endsAt: nearly(fc.constant('0001-01-01T00:00:00Z')),
    fingerprint: nearly(fc.string({ minLength: 1, maxLength: 128 })),
  },
  { requiredKeys: [] },
);

describe('whatever comes in', () => {
  it('never throws, and an alert either passes whole and valid or is set aside', () => {
    fc.assert(
      fc.property(fc.array(nearly(nearlyAlert), { maxLength: 5 }), (alerts) => {
        const { alerts: passed, rejected } = accepted(JSON.stringify({ alerts }));
        expect(passed.length + rejected.length).toBe(alerts.length);
        for (const a of passed) {
          expect(['firing', 'resolved']).toContain(a.status);
          expect(Date.parse(a.startsAt)).not.toBeNaN();
          expect(a.endsAt === null || !Number.isNaN(Date.parse(a.endsAt))).toBe(true);
          expect(a.fingerprint).not.toBe('');
          expect(
            [...Object.values(a.labels), ...Object.values(a.annotations)].every((v) => typeof v === 'string'),
          ).toBe(true);
        }
      }),
    );
  });

  it('an alert that is taken at a glance is the one that the schema takes, and no other is', () => {
    const isObject = (value: unknown): value is object =>
      typeof value === 'object' && value !== null && !Array.isArray(value);
    const taken = (one: Fields) => {
      const { alerts, rejected } = accepted(group(one));
      return [
        alerts.map(({ annotations, ...rest }) => ({ ...rest, annotations: { ...annotations, long: '' } })),
        rejected.map(({ field, reason }) => [field, reason]),
      ];
    };
    fc.assert(
      fc.property(nearlyAlert, (one) => {
        fc.pre(isObject(one.annotations));
        // What must be cut is for the schema.
        const long = { ...one.annotations, long: 'x'.repeat(16_385) };
        expect(taken(one)).toEqual(taken({ ...one, annotations: long }));
      }),
      { numRuns: 500 },
    );
  });

  it('any JSON and any text is an answer, for either sender', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.json().map((t) => `{"alerts":${t}}`),
        ),
        (text) => {
          for (const sender of ['alertmanager', 'events'] as const) {
            const batch = receive(sender, text);
            if (!batch.ok) expect(batch.reason.length).toBeGreaterThan(10);
          }
        },
      ),
    );
  });
});

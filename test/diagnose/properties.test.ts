/**
 * Snapshots as no cluster wrote them: objects and fields missing, codes swapped, nulls, huge texts, times moved. Whatever is read,
 * diagnosing does not throw, says one sentence that fits, and claims nothing that does not stand in what was read.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kubernetesCluster } from '../../src/adapters/kubernetes.ts';
import { type KubernetesApi, startKubernetesApi } from '../../src/demo/kubernetes-api.ts';
import { diagnose } from '../../src/diagnose/diagnose.ts';
import { gather } from '../../src/gather/gather.ts';
import { batchReader } from '../../src/gather/reader.ts';
import { identify } from '../../src/identify/identify.ts';
import { receive } from '../../src/receive/receive.ts';
import type { Because, Diagnosis } from '../../src/types.ts';
import { recording, recordingNames, type Recording } from '../support/recordings.ts';
import { holds } from '../support/sources.ts';

/** One change: `at` counts the places it can be made at, `dice` chooses among several. */
type Wanted = { at: number; kind: 'drop' | 'null' | 'swap'; dice: number };
type Place = { in: Record<string, unknown> | unknown[]; key: string };

/** What an API server never leaves out of an object, and this one answers by. */
const kept = new Set(['metadata', 'name', 'namespace', 'resourceVersion', 'items', 'object', 'type', 'uid']);

/** Every field and item below a value, but those that must stay. */
function placesIn(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, below]) => [
    ...(kept.has(key) ? [] : [{ in: value as Place['in'], key }]),
    ...placesIn(below),
  ]);
}

const codes = [0, 1, 2, 126, 127, 128, 137, 139, 143, 255, -1, 1e9];
const moved = (text: string, seconds: number): string => new Date(Date.parse(text) + seconds * 1000).toISOString();

/** One change at a place, in a way that fits what stands there; `dice` chooses among several. */
function change(place: Place, kind: Wanted['kind'], dice: number): void {
  const { in: parent, key } = place;
  if (Array.isArray(parent)) return void parent.splice(Number(key), 1);
  if (kind === 'drop') return void delete parent[key];
  const stood = parent[key];
  if (kind === 'null') parent[key] = null;
  else if (typeof stood === 'number') parent[key] = codes[dice % codes.length];
  else if (typeof stood === 'boolean') parent[key] = !stood;
  else if (typeof stood !== 'string') parent[key] = Array.isArray(stood) ? [] : {};
  else if (/^\d{4}-\d\d-\d\dT/.test(stood)) parent[key] = moved(stood, [-86_400, -3, 3, 86_400][dice % 4] ?? 0);
  else parent[key] = ['', 'x'.repeat(20_000), `${stood} ${stood}`, '137'][dice % 4];
}

const changes = fc.array(
  fc.record<Wanted>({ at: fc.nat(), kind: fc.constantFrom('drop', 'null', 'swap'), dice: fc.nat(11) }),
  { minLength: 1, maxLength: 12 },
);

/** The subject's own pods and events change most often, and last the rest of the cluster. */
function mutate({ snapshot, truth }: Recording, wanted: Wanted[]): void {
  const { resources } = snapshot;
  const own = `/api/v1/namespaces/${truth.namespace}`;
  const roots = [resources[`${own}/pods`], resources[`${own}/events`], snapshot.changes, resources];
  for (const { at, kind, dice } of wanted) {
    const places = placesIn(roots[at % roots.length]);
    const place = places[Math.floor(at / roots.length) % places.length];
    // The lists themselves stay.
    if (place && !place.key.startsWith('/')) change(place, kind, dice);
  }
}

async function explain(api: KubernetesApi, story: Recording): Promise<Diagnosis> {
  const received = receive(story.sender, story.body);
  const alert = received.ok ? received.alerts[0] : undefined;
  if (!alert) return expect.fail('the webhook holds no alert');
  api.setSnapshots([story.snapshot]);
  const cluster = batchReader(kubernetesCluster({ api: api.url, token: () => null, timeoutMs: 30_000 }));
  const { subject, evidence } = await gather(identify(alert), alert, cluster);
  return diagnose(subject, evidence, story.snapshot.now);
}

const stands = (story: Recording, { sources }: Because): boolean => sources.some((source) => holds(source, story));

describe('whatever the cluster answers', () => {
  let api: KubernetesApi;
  beforeAll(async () => {
    api = await startKubernetesApi({ snapshots: [] });
  });
  afterAll(() => api.close());

  it('an answer is a sentence that fits, and rests on what was read', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...recordingNames), changes, async (name, wanted) => {
        const story = await recording(name);
        mutate(story, wanted);
        const said = await explain(api, story);
        expect(said.summary.trim()).not.toBe('');
        expect(said.summary.length).toBeLessThanOrEqual(200);
        if (said.cause !== null) expect(said.because.length).toBeGreaterThan(0);
        const lines = [...said.because, ...said.context, ...said.concerns.flatMap((c) => c.because)];
        expect(lines.filter((line) => !stands(story, line))).toEqual([]);
      }),
      { numRuns: 200, seed: 2026 },
    );
  }, 60_000);
});

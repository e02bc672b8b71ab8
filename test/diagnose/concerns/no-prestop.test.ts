import { describe, expect, it } from 'vitest';
import type { Pod } from '../../../src/types.ts';
import { edit, testConcern } from '../../support/look-alikes.ts';
import { gatherFor } from '../../support/gathering.ts';
import { explainRecording, recording, type Recording } from '../../support/recordings.ts';
import { holds } from '../../support/sources.ts';

const readinessProbe = { httpGet: { path: '/', port: 8080 } };
const ports = [{ name: 'http', containerPort: 8080 }];
type Change = (story: Recording) => void;

const set =
  (fields: object): Change =>
  (story) =>
    edit<Pod>(story, 'pods', story.truth.pod, (pod) => Object.assign(pod.spec!.containers[0]!, fields));

/** Services of the recording's namespace, one of each spec. */
function serve(story: Recording, ...specs: object[]): void {
  const { namespace } = story.truth;
  const items = specs.map((spec, at) => ({ metadata: { name: `front-${at}`, namespace }, spec }));
  const list = { kind: 'ServiceList', apiVersion: 'v1', metadata: { resourceVersion: '1' }, items };
  story.snapshot.resources[`/api/v1/namespaces/${namespace}/services`] = list;
}

/** The container has ports, and these Services are there. */
const fronted =
  (fields: object, ...specs: object[]): Change =>
  (story) => {
    set({ ports, ...fields })(story);
    serve(story, ...specs);
  };
const selector = { app: 'payments-api' };
const toHttp = [{ port: 80, targetPort: 'http' }];

testConcern(
  'no-prestop',
  [],
  [
    [
      'a rollout, and a readiness probe',
      'rollout-image',
      set({ readinessProbe }),
      { concerns: ['no-prestop'], verdict: 'expected' },
    ],
    ['a scale-down, and a readiness probe', 'scale-down', set({ ports, readinessProbe }), { concerns: ['no-prestop'] }],
    [
      'a rollout, and a port behind a Service',
      'rollout-image',
      fronted({}, { selector: { app: 'other' }, ports: toHttp }, { selector, ports: toHttp }),
      { concerns: ['no-prestop', 'no-readiness-probe'], verdict: 'expected' },
    ],
    [
      'ports alone: the Service selects other pods',
      'rollout-image',
      fronted({}, { selector: { app: 'other' }, ports: toHttp }),
      { concerns: ['no-readiness-probe'] },
    ],
    [
      'the Service sends to another port',
      'rollout-image',
      fronted({}, { selector, ports: [{ port: 80, targetPort: 9090 }] }),
      { concerns: ['no-readiness-probe'] },
    ],
    [
      'the name is served from elsewhere',
      'rollout-image',
      fronted({}, { type: 'ExternalName', externalName: 'x.example', selector, ports: toHttp }),
      { concerns: ['no-readiness-probe'] },
    ],
    [
      'behind a Service, with a preStop',
      'rollout-image',
      fronted({ lifecycle: { preStop: {} } }, { selector, ports: toHttp }),
      { concerns: ['no-readiness-probe'] },
    ],
    ['it has a preStop', 'rollout-image', set({ readinessProbe, lifecycle: { preStop: {} } }), { concerns: [] }],
    ['nothing shows that anybody sends it requests', 'rollout-image', set({}), { concerns: [] }],
    [
      'it was restarted in place: its endpoints are another matter',
      'liveness-then-graceful',
      set({ readinessProbe }),
      { concerns: [] },
    ],
    ['it was preempted', 'preempted', set({ readinessProbe }), { concerns: [] }],
  ],
);

describe('the Services', () => {
  const unread = { evidence: 'services', why: 'services are forbidden to lastword (403)' };
  const explained = async (change: Change, from = 'rollout-image') => {
    const story = await recording(from);
    change(story);
    const { api } = await gatherFor(story);
    return { story, said: await explainRecording(story), paths: api.requests().map(({ path }) => path) };
  };

  it('that could not be read are said to be unchecked where they would have decided, and nothing is claimed', async () => {
    const { said } = await explained(set({ ports }));
    expect(said.concerns.map(({ id }) => id)).toEqual(['no-readiness-probe']);
    expect(said.unchecked).toContainEqual(unread);
  });

  it.each<[sentence: string, change: Change, from?: string]>([
    ['a readiness probe tells already', set({ ports, readinessProbe })],
    ['it has a preStop', set({ ports, lifecycle: { preStop: {} } })],
    ['it has no ports', set({})],
    ['it was preempted', set({ ports }), 'preempted'],
    ['it was restarted in place', set({ ports }), 'liveness-then-graceful'],
  ])('are not asked for when they decide nothing: %s', async (_sentence, change, from) => {
    const { said, paths } = await explained(change, from);
    expect(paths.filter((path) => path.endsWith('/services'))).toEqual([]);
    expect(said.unchecked.filter(({ evidence }) => evidence === 'services')).toEqual([]);
  });

  it('cost one request of the eight, and are cited', async () => {
    const { story, said, paths } = await explained(fronted({}, { selector, ports: toHttp }));
    expect(paths.length).toBeLessThanOrEqual(8);
    const [line] = said.concerns.find(({ id }) => id === 'no-prestop')?.because ?? [];
    expect(line?.text).toBe(
      'Service `front-0` sends requests to port 8080 of container `app`, which has no `lifecycle.preStop`',
    );
    expect(line?.sources.filter((source) => !holds(source, story))).toEqual([]);
    expect(line?.sources.map(({ field }) => field)).toEqual([
      'spec.selector',
      'spec.ports[0].port',
      'spec.ports[0].targetPort',
      'metadata.labels["app"]',
      'spec.containers[name=app].ports[0].containerPort',
    ]);
  });
});

/** Other pods of the node, in recordings to which the list over all namespaces was added. */
import { describe, expect, it } from 'vitest';
import { shift } from '../../src/facts/time.ts';
import type { Pod } from '../../src/types.ts';
import { addEvent, edit, editEnd } from '../support/look-alikes.ts';
import { gatherFor } from '../support/gathering.ts';
import { explainRecording, recording, type Recording } from '../support/recordings.ts';
import { holds } from '../support/sources.ts';

const evicted = 'node-memory-pressure';

/** The subject's pod as the list shows it, and when its container ended. */
function victim(story: Recording): { pod: Pod; end: string } {
  const found: Pod[] = [];
  edit<Pod>(story, 'pods', story.truth.pod, (pod) => found.push(pod));
  const [pod = expect.fail('no pod')] = found;
  const { state, lastState } = pod.status?.containerStatuses?.[0] ?? {};
  return { pod, end: (state?.terminated ?? lastState?.terminated)?.finishedAt ?? expect.fail('no end') };
}

/** A pod of another namespace that ended so many seconds after the subject's. */
function neighbour(story: Recording, name: string, seconds: number, nodeName?: string): Pod {
  const { pod, end } = victim(story);
  const copy = structuredClone(pod);
  Object.assign(copy.metadata!, { name, namespace: 'pay', uid: `uid-of-${name}` });
  copy.spec!.nodeName = nodeName ?? pod.spec!.nodeName!;
  copy.status!.containerStatuses = [
    { ...pod.status!.containerStatuses![0]!, state: { terminated: { exitCode: 1, finishedAt: shift(end, seconds) } } },
  ];
  return copy;
}

function withAllPods(story: Recording, ...others: Pod[]): void {
  const items = [victim(story).pod, ...others];
  const list = { kind: 'PodList', apiVersion: 'v1', metadata: { resourceVersion: '1' }, items };
  story.snapshot.resources['/api/v1/pods'] = list as never;
}

async function explained(from: string, change: (story: Recording) => void) {
  const story = await recording(from);
  change(story);
  const said = await explainRecording(story);
  const { api } = await gatherFor(story);
  const line = said.context.find(({ text }) => /other pods? on node/.test(text));
  return { story, said, line, paths: api.requests().map(({ path }) => path) };
}

describe('a pod that its node evicted', () => {
  it('with pods of another namespace that ended at its time: counted, of how many, and cited', async () => {
    const { story, line, paths } = await explained(evicted, (of) =>
      withAllPods(of, neighbour(of, 'a', 9), neighbour(of, 'b', -30), neighbour(of, 'c', -900)),
    );
    expect(line?.text).toMatch(/^2 of the 3 other pods on node lab-node-\d ended within 60 s of it$/);
    expect(line?.sources.map(({ path }) => path.split('/').at(-1))).toEqual(['a', 'a', 'b', 'b']);
    expect(line?.sources.filter((source) => !holds(source, story))).toEqual([]);
    expect(paths.length).toBeLessThanOrEqual(8);
  });

  it('with pods that ended elsewhere, or at another time: nothing is said of them', async () => {
    const { line, said } = await explained(evicted, (of) =>
      withAllPods(of, neighbour(of, 'a', 9, 'lab-node-9'), neighbour(of, 'c', -900)),
    );
    expect(line).toBeUndefined();
    expect(said.unchecked.map(({ evidence }) => evidence)).not.toContain('neighbours');
  });

  it('of whose node the pods were not read: said, and nothing is claimed of them', async () => {
    const { line, said } = await explained(evicted, () => undefined);
    expect(line).toBeUndefined();
    const why = 'pods are forbidden to lastword (403)';
    expect(said.unchecked).toContainEqual({ evidence: 'neighbours', why });
  });
});

describe('a container that was killed for memory and runs again', () => {
  const outOfMemory = (story: Recording): void => {
    const { pod, end } = victim(story);
    addEvent(story, 'SystemOOM', 'System OOM encountered', end, { kind: 'Node', name: pod.spec!.nodeName! });
    withAllPods(story, neighbour(story, 'a', 1));
  };

  it('on a node that ran out of memory: its pods are counted, for eight requests at most', async () => {
    const { line, paths } = await explained('oom-killed', outOfMemory);
    expect(line?.text).toMatch(/^the only other pod on node lab-node-\d ended/);
    expect(paths.length).toBeLessThanOrEqual(8);
  });

  it.each<[sentence: string, change: (story: Recording) => void]>([
    ['on a node that is well', (story) => withAllPods(story, neighbour(story, 'a', 1))],
    [
      'long after its node ran out of memory',
      (story) => {
        outOfMemory(story);
        editEnd(story, (end) => (end.finishedAt = shift(end.finishedAt!, 1200)));
      },
    ],
  ])('%s: they are not asked for', async (_sentence, change) => {
    const { line, paths } = await explained('oom-killed', change);
    expect(line).toBeUndefined();
    expect(paths).not.toContain('/api/v1/pods');
  });
});

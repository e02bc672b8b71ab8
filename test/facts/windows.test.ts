import { describe, expect, it } from 'vitest';
import { covers, isTombstone, nearestWindow, windowAt } from '../../src/facts/windows.ts';
import { deploymentWindow } from '../support/windows.ts';

const at = (time: string): number => Date.parse(`2026-11-22T${time}Z`);
const noon = deploymentWindow({ openedAt: '2026-11-22T12:00:00Z', closesAt: '2026-11-22T12:30:00Z' });

describe('a window covers a stop', () => {
  it.each<[string, boolean]>([
    ['11:59:59.999', false],
    ['12:00:00', true],
    ['12:30:00', true],
    ['12:30:00.001', false],
  ])('at %s: %s', (time, inside) => {
    expect(covers(noon, 'shop', 'Deployment/web', null, at(time))).toBe(inside);
  });

  it.each<[what: string, workloads: string[], workload: string | null, controller: string | null, inside: boolean]>([
    ['of any workload when it names none', [], 'Deployment/web', null, true],
    ['of an unknown workload when it names none', [], null, null, true],
    ['of the workload that it names', ['Deployment/api', 'Deployment/web'], 'Deployment/web', null, true],
    ['of another workload', ['Deployment/web'], 'Deployment/api', null, false],
    ['of another kind with the same name', ['Deployment/web'], 'StatefulSet/web', null, false],
    ['of any kind with the bare name that it has', ['web'], 'StatefulSet/web', null, true],
    ['of a workload whose name only begins so', ['web'], 'Deployment/web-2', null, false],
    ['of a name in other letters', ['Web'], 'Deployment/web', null, false],
    ['of an unknown workload when it names some', ['Deployment/web'], null, null, false],
    ["whose pod's controller it names", ['ReplicaSet/web-7d9f'], null, 'ReplicaSet/web-7d9f', true],
    ["whose pod's controller has the bare name that it has", ['db'], null, 'StatefulSet/db', true],
  ])('%s', (_what, workloads, workload, controller, inside) => {
    expect(covers({ ...noon, workloads }, 'shop', workload, controller, at('12:10:00'))).toBe(inside);
  });

  it.each([['payments'], [null], ['']])('of the namespace %j: never', (namespace) => {
    expect(covers(noon, namespace, 'Deployment/web', null, at('12:10:00'))).toBe(false);
  });

  it('never, when it is but the memory of an end that came before its start', () => {
    const tombstone = { ...noon, namespace: '' };
    expect([isTombstone(tombstone), isTombstone(noon)]).toEqual([true, false]);
    expect(covers(tombstone, '', 'Deployment/web', null, at('12:00:00'))).toBe(false);
  });
});

describe('of several windows a stop is counted to', () => {
  const everything = deploymentWindow({ id: 'everything', openedAt: '2026-11-22T12:20:00Z' });
  const early = deploymentWindow({ id: 'early', workloads: ['web'], openedAt: '2026-11-22T12:00:00Z' });
  const late = deploymentWindow({ id: 'late', workloads: ['Deployment/web'], openedAt: '2026-11-22T12:10:00Z' });

  it.each([
    ['the one that names its workload, though another was opened later', [everything, early], 'early'],
    ['the one opened last of those that name it', [late, early, everything], 'late'],
    ['the only one', [everything], 'everything'],
    ['none when there is none', [], undefined],
  ])('%s', (_what, windows, id) => {
    expect(nearestWindow(windows, 'Deployment/web', null)?.id).toBe(id);
  });

  it('the one opened last when none names it', () => {
    const before = { ...everything, id: 'before', openedAt: '2026-11-22T12:19:59Z' };
    expect(nearestWindow([before, everything], null, null)?.id).toBe('everything');
  });
});

describe('a window as it is', () => {
  it.each([
    ['a second before its lease runs out', '12:29:59', 'running', null],
    ['when its lease runs out', '12:30:00', 'expired', noon.closesAt],
    ['long after', '18:00:00', 'expired', noon.closesAt],
  ])('%s', (_when, time, state, endedAt) => {
    expect(windowAt(noon, `2026-11-22T${time}Z`)).toEqual({ ...noon, state, endedAt });
  });

  it('stays what it was when it ended otherwise, or is one that the cluster shows', () => {
    for (const window of [{ ...noon, state: 'finished' } as const, { ...noon, kind: 'observed' } as const])
      expect(windowAt(window, '2026-11-22T18:00:00Z')).toEqual(window);
  });
});

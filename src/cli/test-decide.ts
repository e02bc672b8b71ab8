/** One case → the decisions of the service about it: of one alert, or of each in a recording's webhook. */
import { resolve } from 'node:path';
import type { TestCase } from '../config/test-file.ts';
import { iso } from '../facts/time.ts';
import { decide } from '../pipeline.ts';
import type { Decision, DeploymentWindow, Diagnosis, Policy, Standing } from '../types.ts';
import { fromLabels, wishesIn } from './test-labels.ts';
import { fromRecording } from './test-recording.ts';
import { nothingBefore } from '../facts/standing.ts';

/** What a pipeline would have announced a minute before. */
function announced({ cluster, namespace }: Diagnosis['subject'], at: number, { windows }: Policy): DeploymentWindow {
  const opened = at - 60_000;
  return {
    id: 'in-this-test',
    kind: 'announced',
    cluster,
    namespace: namespace ?? '',
    workloads: [],
    version: null,
    url: null,
    actor: null,
    rollout: null,
    state: 'running',
    endedAt: null,
    openedAt: iso(opened),
    closesAt: iso(Math.max(at, opened + windows.announced.ttlMs)),
  };
}

/** Restarts beside this one, so close together that they are within any threshold's time. */
const stopsBefore = (at: number, lately = 1): string[] =>
  Array.from({ length: lately - 1 }, (_, before) => new Date(at - before).toISOString());

function standingOf(
  { window, restarts_lately: lately }: TestCase,
  of: Diagnosis,
  at: number,
  policy: Policy,
): Standing {
  const windows = window === 'announced' ? [announced(of.subject, at, policy)] : [];
  return { ...nothingBefore, windows, stopsLately: stopsBefore(at, lately) };
}

type Asked = { diagnosis: Diagnosis; labels: Record<string, string>; at: number };

async function askedOf(test: TestCase, folder: string, policy: Policy): Promise<Asked[]> {
  const { snapshot, webhook, at = null, annotations } = test;
  if (snapshot === undefined || webhook === undefined) {
    const moment = Date.parse(at ?? '');
    return [{ ...fromLabels(test, moment, policy), at: moment }];
  }
  const files = { snapshot: resolve(folder, snapshot), webhook: resolve(folder, webhook), at };
  const found = await fromRecording(files, policy);
  if (annotations === undefined) return found;
  return found.map((one) => ({ ...one, diagnosis: { ...one.diagnosis, wishes: wishesIn(test) } }));
}

/**
 * @param folder where the case's file is
 * @throws InputError when its recording cannot be read
 */
export async function decisionsOn(test: TestCase, folder: string, policy: Policy): Promise<Decision[]> {
  const asked = await askedOf(test, folder, policy);
  return asked.map(({ diagnosis, labels, at }) =>
    decide(diagnosis, labels, standingOf(test, diagnosis, at, policy), policy, at),
  );
}

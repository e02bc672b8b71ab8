import { describe, expect, it } from 'vitest';
import { parseLog, readLog } from '../../src/gather/logs.ts';
import type { Pod, Subject } from '../../src/types.ts';
import { clusterOf, connect } from '../support/gathering.ts';
import { at, goneStory, pod, story, subject } from '../support/stories.ts';

const line = (seconds: number, text: string): string => `${at(seconds)} ${text}\n`;
const ended = { exitCode: 1, startedAt: at(0), finishedAt: at(60) };
const running = pod({ containers: [{ before: ended, restarts: 1 }] });
const waiting = pod({ containers: [{ waiting: 'CrashLoopBackOff', before: ended, restarts: 1 }] });
const dead = pod({ containers: [{ ended, restarts: 1 }] });
const logs = { 'web-1/app/current': line(90, 'next run'), 'web-1/app/previous': line(59, 'last words') };

const always = () => Promise.resolve(true);

async function read(of: Pod, recorded: Record<string, string>, parts: Partial<Subject> = {}) {
  const { api, cluster } = await connect(clusterOf({ pods: [of] }, recorded));
  const log = await readLog(cluster, subject(parts), story(of), always);
  const calls = api.requests().map(({ query }) => new URLSearchParams(query).get('previous'));
  return { log, calls, said: log.known ? [log.value.run, ...log.value.lines.map((l) => l.text)] : log.why };
}

describe('the log of the run that stopped', () => {
  it('is the previous one once the container runs again', async () => {
    const { said, calls, log } = await read(running, logs);
    expect([said, calls]).toEqual([['stopped', 'last words'], ['true']]);
    expect(log.known && log.value.path).toBe('/api/v1/namespaces/shop/pods/web-1/log?container=app&previous=true');
  });

  it.each([
    ['is dead', dead],
    ['waits to be restarted', waiting],
  ])('is the plain one while the container %s', async (_sentence, of) => {
    const { said, calls } = await read(of, { 'web-1/app/current': line(59, 'last words') });
    expect([said, calls]).toEqual([['stopped', 'last words'], ['false']]);
  });

  it('is the plain one of a container that never ended', async () => {
    expect((await read(pod(), { 'web-1/app/current': line(59, 'all well') })).said).toEqual(['stopped', 'all well']);
  });

  it('may begin in the second in which it ended: a clock of whole seconds says no more', async () => {
    const { said } = await read(running, { 'web-1/app/previous': line(60.9, 'last words') });
    expect(said).toEqual(['stopped', 'last words']);
  });
});

describe('when that log is not kept', () => {
  const unable = 'unable to retrieve container logs for containerd://0123456789abcdef';
  it.each<[sentence: string, recorded: Record<string, string>]>([
    ['there is none', { 'web-1/app/current': logs['web-1/app/current'] }],
    ['it is empty', { ...logs, 'web-1/app/previous': '' }],
    ['the kubelet answers that it is unable to retrieve it', { ...logs, 'web-1/app/previous': unable }],
  ])('the next run speaks, marked as such: %s', async (_sentence, recorded) => {
    const { said, calls } = await read(running, recorded);
    expect([said, calls]).toEqual([
      ['next', 'next run'],
      ['true', 'false'],
    ]);
  });

  it.each<[sentence: string, text: string]>([
    ['an empty one', ''],
    ['one that is only blank', `${at(59)} \n\n`.slice(-1)],
    ['the kubelet’s word that it is unable to retrieve it', unable],
  ])('%s of a dead container is an absence', async (_sentence, text) => {
    expect((await read(dead, { 'web-1/app/current': text })).said).toBe('its log is empty or no longer kept');
  });

  it('a container that restarted between list and log is known by its time stamps', async () => {
    const { said } = await read(dead, { 'web-1/app/current': line(75, 'next run') });
    expect(said).toEqual(['next', 'next run']);
  });
});

it('the next run’s log is not asked for when it is not worth a request, the dead run’s always is', async () => {
  const read = async (recorded: Record<string, string>) => {
    const { api, cluster } = await connect(clusterOf({ pods: [running] }, recorded));
    const log = await readLog(cluster, subject(), story(running), () => Promise.resolve(false));
    return { log, calls: api.requests().length };
  };
  const { 'web-1/app/current': current } = logs;
  const why = 'its log is empty or no longer kept';
  expect(await read({ 'web-1/app/current': current })).toEqual({ log: { known: false, why }, calls: 1 });
  expect(await read(logs)).toMatchObject({ log: { known: true, value: { run: 'stopped' } }, calls: 1 });
});

describe('no log is asked for', () => {
  it.each<[sentence: string, parts: Partial<Subject>, why: string]>([
    ['when nobody knows the container', { container: null }, 'the container is not known'],
    ['when nobody knows the pod', { pod: null }, 'the container is not known'],
  ])('%s', async (_sentence, parts, why) => {
    const { said, calls } = await read(dead, logs, parts);
    expect([said, calls]).toEqual([why, []]);
  });

  it('of a pod that is gone', async () => {
    const { api, cluster } = await connect(clusterOf({ pods: [] }, logs));
    const why = 'the pod is gone, and its log with it';
    expect(await readLog(cluster, subject(), goneStory(dead), always)).toEqual({ known: false, why });
    expect(api.requests()).toEqual([]);
  });
});

it('a forbidden log is missing with the reason, after one request', async () => {
  const { api, cluster } = await connect(clusterOf({ pods: [running] }, logs), { faults: () => ({ status: 403 }) });
  const why = 'logs are forbidden to lastword (403)';
  expect(await readLog(cluster, subject(), story(running), always)).toEqual({ known: false, why });
  expect(api.requests()).toHaveLength(1);
});

describe('parseLog', () => {
  it.each<[sentence: string, text: string, lines: { at: string; text: string }[]]>([
    ['a time stamp and a text', `${at(1)} hello  world\n`, [{ at: at(1), text: 'hello  world' }]],
    ['nanoseconds', '2026-11-22T14:00:01.123456789Z x\n', [{ at: '2026-11-22T14:00:01.123456789Z', text: 'x' }]],
    ['a node with an offset', '2026-11-22T15:00:01+01:00 x', [{ at: '2026-11-22T15:00:01+01:00', text: 'x' }]],
    [
      'an empty line has a time, and stays',
      `${at(1)} \n${at(2)}\n`,
      [
        { at: at(1), text: '' },
        { at: at(2), text: '' },
      ],
    ],
    ['a first line that was cut has none', 'of a line\n', [{ at: '', text: 'of a line' }]],
    ['nothing', '\n \n', []],
  ])('%s', (_sentence, text, lines) => {
    expect(parseLog(text)).toEqual(lines);
  });
});

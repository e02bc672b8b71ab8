import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { receiveDeployment } from '../../src/receive/deployment.ts';

const start = { id: 'run-7', action: 'start', namespace: 'shop' };
const received = (body: unknown) => receiveDeployment(typeof body === 'string' ? body : JSON.stringify(body));
const refusal = (body: unknown): string => {
  const answer = received(body);
  return answer.ok ? 'it is taken' : answer.reason;
};

it('a notice says what it says, and null where it says nothing', () => {
  const silent = {
    cluster: null,
    namespace: null,
    workloads: null,
    version: null,
    url: null,
    actor: null,
    ttlMs: null,
  };
  expect(received({ id: 'run-7', action: 'heartbeat' })).toEqual({
    ok: true,
    notice: { ...silent, id: 'run-7', action: 'heartbeat' },
  });
  const all = {
    ...start,
    cluster: 'lab',
    workloads: ['Deployment/web', 'worker'],
    version: 'v2',
    url: 'https://ci.example/7',
    actor: 'kim',
  };
  expect(received({ ...all, ttl: '1h30m' })).toEqual({ ok: true, notice: { ...all, ttlMs: 5_400_000 } });
});

it('variables that a pipeline left empty say nothing', () => {
  const empty = { cluster: '', version: '', url: '', actor: '', ttl: '', namespace: '', workloads: null };
  expect(received({ ...start, ...empty })).toMatchObject({
    notice: { cluster: null, version: null, url: null, actor: null, ttlMs: null, namespace: null, workloads: null },
  });
});

it('workloads may be written as kubectl has them, and are told once', () => {
  const workloads = ['deploy/web', 'deployment.apps/web', 'Deployment/web', 'sts/db', 'ds/agent', 'web', 'Model/gpt'];
  expect(received({ ...start, workloads })).toMatchObject({
    notice: { workloads: ['Deployment/web', 'StatefulSet/db', 'DaemonSet/agent', 'web', 'Model/gpt'] },
  });
});

describe('refused with what, where and what to do', () => {
  const long = 'x'.repeat(300);
  it.each<[string, unknown, string]>([
    ['nothing', '', 'the body is empty; send JSON'],
    ['a list', [], 'body: must be an object, not a list'],
    ['no id', { action: 'start' }, 'id: missing; a text of your choice that no other deployment has'],
    ['an empty id', { ...start, id: '' }, 'id: empty; a text of your choice that no other deployment has'],
    ['an id as long as a page', { ...start, id: long }, 'id: longer than 200 characters'],
    ['an id with a new line', { ...start, id: 'a\nb' }, 'id: holds control characters; use letters and digits'],
    [
      "a rollout's own name",
      { ...start, id: 'shop/Deployment/web@7' },
      'id: is the name of a rollout that lastword sees by itself; use another id',
    ],
    ['no action', { id: 'run-7' }, 'action: missing; one of start, heartbeat, finish, abort'],
    [
      'an action that was nearly right',
      { ...start, action: 'finished' },
      'action: "finished" is none of start, heartbeat, finish, abort. Did you mean finish?',
    ],
    ['an action that is none', { ...start, action: 7 }, 'action: 7 is none of start, heartbeat, finish, abort.'],
    [
      'a field that was nearly right, before what is missing for it',
      { ID: 'run-7', action: 'start' },
      'ID: not known; a deployment has id, action, cluster, namespace, workloads, version, url, actor, ttl. Did you mean id?',
    ],
    ['a namespace that cannot be', { ...start, namespace: 'Shop!' }, 'namespace: is not the name of a namespace'],
    [
      'a kind that is none',
      { ...start, workloads: ['web', 'deplyo/web'] },
      'workloads[1]: "deplyo/web" is no workload; write Deployment/web, or web for any kind',
    ],
    ['a workload as long as a page', { ...start, workloads: [long] }, 'workloads[0]: longer than 253 characters'],
    ['workloads as one text', { ...start, workloads: 'web' }, 'workloads: must be a list, not a text'],
    [
      'more workloads than anybody deploys at once',
      { ...start, workloads: Array.from({ length: 201 }, (_, at) => `web-${at}`) },
      'workloads: more than 200 entries',
    ],
    [
      'an address that would run',
      { ...start, url: 'javascript:alert(1)' },
      'url: is no address that begins with https:// or http://',
    ],
    ['a version as long as a page', { ...start, version: long }, 'version: longer than 200 characters'],
    ['a ttl that is none', { ...start, ttl: '30 min' }, 'ttl: "30 min" is no duration; write it like 30m or 1h30m'],
    ['a ttl of nothing', { ...start, ttl: '0s' }, 'ttl: "0s" is no duration; write it like 30m or 1h30m'],
    [
      'a Kubernetes Event',
      { involvedObject: { kind: 'Pod' }, ...start, id: null },
      'not a deployment: this looks like a Kubernetes Event; POST it to /webhooks/events',
    ],
    ['a ttl as a number', { ...start, ttl: 30 }, 'ttl: must be a text, like "30m"'],
  ])('%s', (_name, body, said) => {
    expect(refusal(body)).toBe(said);
  });
});

it('whatever comes is taken or refused with a sentence that somebody would read', () => {
  const value = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.string({ unit: 'binary' }), fc.constant('x'.repeat(5000)));
  const names = ['id', 'action', 'namespace', 'workloads', 'url', 'ttl', 'version', '__proto__', 'x'.repeat(5000)];
  const odd = fc.record(Object.fromEntries(names.map((name) => [name, value])), { requiredKeys: [] });
  const body = odd.map((fields) => JSON.stringify({ ...start, ...fields }));
  fc.assert(
    fc.property(fc.oneof(body, fc.string()), (text) => {
      const answer = receiveDeployment(text);
      if (!answer.ok) expect([answer.reason.length > 5, answer.reason.length < 400]).toEqual([true, true]);
      else expect(answer.notice.id).not.toBe('');
    }),
  );
}, 30_000);

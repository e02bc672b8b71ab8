import { expect, it } from 'vitest';
import { preStopSleep, shellCommand, specSeen } from '../../src/facts/pod-spec.ts';
import { pod } from '../support/stories.ts';

const seen = (container: object) => {
  const found = specSeen(pod({ spec: { containers: [{ name: 'app', ...container }] } }), 'app');
  if (!found) throw new Error('the pod has no such container');
  return found;
};

it.each([
  ['two commands', { command: ['sh', '-c', 'echo start; node server.js'] }],
  ['with a path and flags', { command: ['/bin/bash', '-ec', 'a && b'] }],
  ['the script as an argument', { command: ['/bin/sh', '-c'], args: ['a\nb'] }],
  ['exec that only redirects', { command: ['sh', '-c', 'exec 2>&1; node server.js'] }],
])('a shell that hands signals on to nobody: %s', (_sentence, container) => {
  expect(shellCommand(seen(container))).toMatchObject({ shell: container.command[0] });
});

it.each([
  ['the last command replaces it', { command: ['sh', '-c', 'echo start; exec node server.js'] }],
  ['in a branch too', { command: ['sh', '-c', 'if x; then exec a; else exec b; fi'] }],
  ['a trap', { command: ['sh', '-c', 'trap "exit 0" TERM; while :; do sleep 1; done'] }],
  ['one command alone: shells replace themselves with it', { command: ['sh', '-c', 'node server.js --port 80'] }],
  ['a script file: what is in it is not seen', { command: ['sh', '/start.sh'] }],
  ['the image’s own command', { args: ['sh', '-c', 'a; b'] }],
  ['an init process before it', { command: ['tini', '--', 'sh', '-c', 'a; b'] }],
  ['no shell', { command: ['/app/publish', '-c', 'a; b'] }],
  ['nothing', {}],
])('not one: %s', (_sentence, container) => {
  expect(shellCommand(seen(container))).toBeNull();
});

it.each([
  [{ preStop: { sleep: { seconds: 10 } } }, 10],
  [{ preStop: { exec: { command: ['sleep', '15'] } } }, 15],
  [{ preStop: { exec: { command: ['/bin/sh', '-c', 'sleep 20 && nginx -s quit'] } } }, 20],
  [{ preStop: { exec: { command: ['/app/drain.sh'] } } }, null],
  [{ preStop: { exec: { command: ['sh', '-c', 'nosleep 5'] } } }, null],
  [{ preStop: { httpGet: { path: '/sleep 5', port: 80 } } }, null],
  [undefined, null],
])('a preStop of %j sleeps %s s', (lifecycle, seconds) => {
  expect(preStopSleep(seen({ lifecycle }))?.seconds ?? null).toBe(seconds);
});

it('an init container stands in its own list', () => {
  const initial = pod({ spec: { initContainers: [{ name: 'migrate' }] } });
  expect(specSeen(initial, 'migrate')?.field).toBe('spec.initContainers[name=migrate]');
  expect(specSeen(initial, 'nobody')).toBeNull();
  expect(specSeen(undefined, 'app')).toBeNull();
});

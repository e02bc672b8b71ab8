import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockState } from '../../src/cli/lock.ts';

let folder: string;
let other: ReturnType<typeof spawn>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lastword-lock-'));
  other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
});
afterEach(() => {
  other.kill();
  rmSync(folder, { recursive: true });
});

const leave = (owner: object): void => writeFileSync(join(folder, 'lock'), JSON.stringify(owner));
const now = new Date();

describe('the state folder', () => {
  it('is made when it is missing, and free again after its owner', () => {
    const state = join(folder, 'deep', 'state');
    lockState(state).release();
    expect(existsSync(join(state, 'lock'))).toBe(false);
    lockState(state);
  });

  it('is refused while another lastword owns it', () => {
    leave({ launcher: other.pid, workerd: null, since: now.toISOString() });
    expect(() => lockState(folder, now)).toThrow(/is in use by a lastword that runs since .* \(process \d+\)/);
  });

  it('is refused while the workerd of a killed lastword still writes', async () => {
    const dead = spawn(process.execPath, ['-e', '']);
    await once(dead, 'exit');
    leave({ launcher: dead.pid, workerd: other.pid, since: now.toISOString() });
    expect(() => lockState(folder, now)).toThrow(`End it: kill ${other.pid}`);
  });

  it('is taken over from processes that are gone', async () => {
    const dead = spawn(process.execPath, ['-e', '']);
    await once(dead, 'exit');
    leave({ launcher: dead.pid, workerd: dead.pid, since: now.toISOString() });
    lockState(folder, now);
  });

  it('is taken over from a lock older than this machine is up: its process numbers mean others now', () => {
    leave({ launcher: other.pid, workerd: null, since: '2001-01-01T00:00:00Z' });
    lockState(folder, now);
  });

  it('is taken over from this process number, which in a container is the same at every start', () => {
    leave({ launcher: process.pid, workerd: null, since: now.toISOString() });
    lockState(folder, now);
  });

  it('is taken over from a lock that was never finished', () => {
    writeFileSync(join(folder, 'lock'), '');
    lockState(folder, now);
  });
});

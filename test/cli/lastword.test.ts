import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { lastword } from '../support/command.ts';

const bin = join(import.meta.dirname, '../../bin/lastword.js');
const run = promisify(execFile);

it.each([[[]], [['--help']], [['-h']], [['help']], [['help', 'help']]])(
  '%j teaches the commands with examples',
  async (args) => {
    const ran = await lastword(args);
    expect(ran).toMatchObject({ status: 0, err: '' });
    expect(ran.out).toContain('kubectl get pod X -o json | lastword explain -');
  },
);

it.each([
  ['explain', 'lastword explain --snapshot cluster.json --webhook alert.json'],
  ['snapshot', 'lastword snapshot -n shop > cluster.json'],
])('%s explains itself with examples', async (command, example) => {
  const byFlag = await lastword([command, '--help']);
  expect(byFlag.out).toContain(example);
  expect(await lastword(['help', command])).toEqual(byFlag);
});

it('help start is that of npm start', async () => {
  expect((await lastword(['help', 'start'])).out).toContain('npm start -- --config prod.yaml');
});

it('asks back about a command that was nearly right, with status 2', async () => {
  const wrong = {
    status: 2,
    out: '',
    err: 'There is no command "expalin". Did you mean explain?\nlastword help shows how.\n',
  };
  expect(await lastword(['expalin', 'pod/x'])).toEqual(wrong);
  expect(await lastword(['help', 'expalin'])).toMatchObject({ status: 2 });
});

it('sends whoever typed a wrong flag to the help of that command', async () => {
  const { status, err } = await lastword(['snapshot', '--namspace', 'shop']);
  expect(err).toBe('Unknown flag --namspace. Did you mean --namespace?\nlastword help snapshot shows how.\n');
  expect(status).toBe(2);
});

it('the program in bin runs the sources, and starts the service when it is told to', async () => {
  const { stdout } = await run(process.execPath, [bin, '--version']);
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  const started = await run(process.execPath, [bin, 'start', '--help']);
  expect(started.stdout).toContain('npm start -- --port 9000');
});

it('a reader that has seen enough is no failure', async () => {
  const { stdout, stderr } = await run('sh', ['-c', `"${process.execPath}" "${bin}" help explain | head -n 1`]);
  expect(stdout).toMatch(/^lastword explain says why/);
  expect(stderr).toBe('');
});

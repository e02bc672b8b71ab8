import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const corpus = join(root, 'test/fixtures/corpus');
const run = promisify(execFile);

/** A folder far from the sources, in which the package lies as npm would put it: alone, without any dependency. */
let folder: string;
const installed = (): string => join(folder, 'node_modules/lastword');
const lastword = (...args: string[]) =>
  run(process.execPath, [join(installed(), 'bin/lastword.js'), ...args], { cwd: folder });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lastword-package-'));
  mkdirSync(installed(), { recursive: true });
  const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}` };
  const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: root, env });
  const tarball = join(folder, stdout.trim().split('\n').at(-1) ?? '');
  await run('tar', ['-xzf', tarball, '-C', installed(), '--strip-components=1']);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

it('the package holds the tools and none of the sources', () => {
  expect(existsSync(join(installed(), 'dist/cli.js'))).toBe(true);
  expect(['src', 'test', 'node_modules', 'infra'].filter((name) => existsSync(join(installed(), name)))).toEqual([]);
});

it('explains as the sources do, with nothing else installed', async () => {
  const args = (name: string) => [
    '--snapshot',
    join(corpus, name, 'cluster.json'),
    '--webhook',
    join(corpus, name, 'alert.json'),
  ];
  const { stdout } = await lastword('explain', ...args('oom-killed'), '-o', 'json');
  expect(JSON.parse(stdout)).toMatchObject([
    { cause: 'oom-killed', exitCode: 137, workload: 'Deployment/image-resizer' },
  ]);
  expect((await lastword('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect((await lastword('--help')).stdout).toContain('lastword snapshot -n shop > cluster.json');
}, 30_000);

it('can read kubeconfigs', async () => {
  const asked = lastword('explain', '-n', 'shop', 'pod/x', '--kubeconfig', 'nope');
  await expect(asked).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^The kubeconfig .*nope cannot be read/),
  });
}, 30_000);

it('says where the service runs', async () => {
  await expect(lastword('start')).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^lastword start runs in a checkout/),
  });
}, 30_000);

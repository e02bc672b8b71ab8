import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureBundle, isStale } from '../../src/cli/bundle.ts';
import { root as project } from '../support/bundle.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lastword-bundle-'));
  for (const folder of ['src/deep', 'functions', 'dist']) mkdirSync(join(root, folder), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

/** Writes a file and sets its time, and its folder's, in seconds. */
function file(path: string, seconds: number): void {
  writeFileSync(join(root, path), '');
  utimesSync(join(root, path), seconds, seconds);
  for (const folder of ['src/deep', 'src', 'functions']) utimesSync(join(root, folder), 50, 50);
}

describe('the bundle', () => {
  it('is built when it is missing', () => {
    expect(isStale(root)).toBe(true);
  });

  it('is built again when any source is newer, and only then', () => {
    file('src/deep/a.ts', 100);
    file('wrangler.toml', 100);
    file('dist/worker.js', 200);
    expect(isStale(root)).toBe(false);
    file('src/deep/a.ts', 300);
    expect(isStale(root)).toBe(true);
  });

  it('says what to run when wrangler is not installed', async () => {
    await expect(ensureBundle(root, () => {})).rejects.toThrow('wrangler is not installed. Run npm ci first.');
  });

  it('has no character that would make V8 hold two bytes for each of its two million', () => {
    // esbuild escapes them in ordinary strings, but in a regular expression or a raw text they stay: there they are written as \u2026.
    expect(readFileSync(join(project, 'dist/worker.js'), 'utf8').match(/.{0,40}[^\0-\xFF].{0,40}/g)).toBeNull();
  });
});

/** The worker as one file: the very bundle that Cloudflare gets, built when it is missing or older than its sources. */
import { execFile } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify, stripVTControlCharacters } from 'node:util';
import { ConfigError } from '../config/config.ts';

const sources = ['functions', 'src', 'wrangler.toml', 'package-lock.json', 'tsconfig.json'];

/** The newest change of a file or of anything in a folder, in Unix milliseconds; 0 when it does not exist. */
export function newestChange(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  // A folder's own time tells of deleted files.
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newestChange(join(path, name))));
}

/** True when the bundle must be built: it is missing, or a source is newer. */
export function isStale(root: string): boolean {
  const built = newestChange(join(root, 'dist', 'worker.js'));
  return sources.some((source) => newestChange(join(root, source)) >= built);
}

/**
 * The path of an up-to-date bundle of the project in `root`.
 * @throws ConfigError with wrangler's own words when it does not build.
 */
export async function ensureBundle(root: string, say: (text: string) => void, signal?: AbortSignal): Promise<string> {
  const bundle = join(root, 'dist', 'worker.js');
  if (!isStale(root)) return bundle;
  say('Building the worker (wrangler deploy --dry-run) …');
  try {
    await promisify(execFile)(process.execPath, [wrangler(root), 'deploy', '--dry-run', '--outdir', 'dist'], {
      cwd: root,
      env: {
        ...process.env,
        CLOUDFLARE_CF_FETCH_ENABLED: 'false',
        WRANGLER_SEND_METRICS: 'false',
        WRANGLER_WRITE_LOGS: 'false',
        NO_COLOR: '1',
        FORCE_COLOR: '0',
      },
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    signal?.throwIfAborted();
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new ConfigError(
      `The worker does not build. wrangler says:\n${stripVTControlCharacters(stderr.trim() || stdout.trim() || String(error))}`,
    );
  }
  return bundle;
}

/** Run by this very Node: the machine's own may be too old for wrangler. */
function wrangler(root: string): string {
  try {
    const manifest = createRequire(join(root, 'package.json')).resolve('wrangler/package.json');
    return join(dirname(manifest), 'bin', 'wrangler.js');
  } catch {
    throw new ConfigError('wrangler is not installed. Run npm ci first.');
  }
}

/** Prometheus' own judge of what it is given to read. */
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { findPeer } from './peers.ts';

/** Runs promtool's `check`, and answers with what it says; its complaints too. */
export function promtoolCheck(what: string[], input = ''): { ok: boolean; said: string } {
  const promtool = join(dirname(findPeer({ name: 'prometheus', debian: 'prometheus' })), 'promtool');
  try {
    const said = execFileSync(promtool, ['check', ...what], { input, stdio: 'pipe' });
    return { ok: true, said: said.toString().trim() };
  } catch (error) {
    const { stdout, stderr } = error as { stdout: Buffer; stderr: Buffer };
    return { ok: false, said: `${stdout.toString()}${stderr.toString()}`.trim() };
  }
}

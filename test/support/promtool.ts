/** Prometheus' own judge of what it is given to read. */
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { findPeer } from './peers.ts';

type Said = { ok: boolean; said: string };

/** Runs promtool's `check`, and answers with what it says; its complaints too. */
export const promtoolCheck = (what: string[], input = ''): Said => promtool(['check', ...what], input);

/** Runs a file of rule tests. https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/ */
export const promtoolTest = (file: string): Said => promtool(['test', 'rules', file]);

function promtool(args: string[], input = ''): Said {
  const tool = join(dirname(findPeer({ name: 'prometheus', debian: 'prometheus' })), 'promtool');
  try {
    const said = execFileSync(tool, args, { input, stdio: 'pipe' });
    return { ok: true, said: said.toString().trim() };
  } catch (error) {
    const { stdout, stderr } = error as { stdout: Buffer; stderr: Buffer };
    return { ok: false, said: `${stdout.toString()}${stderr.toString()}`.trim() };
  }
}

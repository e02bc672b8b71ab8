/** What `lastword test` can be told. */
import { isJson, parseFlags, UsageError, wordsIn } from './flags.ts';

export const help = `lastword test decides cases that you write beside a lastword.yaml, and tells which come out differently.

  lastword test rules-test.yaml
  lastword test tests/*.yaml -o json

  cat > rules-test.yaml <<'END'
  # yaml-language-server: $schema=https://unpkg.com/lastword/lastword-test.schema.json
  rules: lastword.yaml                     # paths are from this file
  tests:
    - name: a bad release is told inside its window
      at: 2026-11-23T14:00:00+01:00        # what time intervals see
      labels: { namespace: shop, workload: Deployment/web, cause: app-exit, ending: exited }
      window: observed                     # or announced; none without it
      expect: { action: notify }
    - name: a rollout that goes well is hidden
      at: 2026-11-23T14:00:00+01:00
      labels: { namespace: shop, workload: Deployment/web, cause: rollout, ending: stopped-in-time }
      window: announced
      expect: { action: suppress, rule: deployments }
    - name: last week's OOM kill
      snapshot: oom.json                   # lastword snapshot -n shop > oom.json
      webhook: oom-alert.json
      expect: { action: notify, channel: C0123456789 }
  END

A case is an alert by its labels, its own and those of docs/matchers.md, or a recording with its webhook. Without a verdict the
cause and the ending decide on one, as in the service. Beside it: at (a recording is moved there), window, restarts_lately (for
thresholds, this one included), annotations (lastword.dev/…). It is decided by the very code of the service, by the rules that the
file names and nothing else: no incident is open, nothing was told before. What is not expected of it is not compared.

Flags
  -o, --output FORMAT    json, or text for people (default)
  -h, --help             this text

Exit status: 0 all as expected, 1 a case came out differently, 2 a file is wrong or cannot be read.
`;

export type TestFlags = { files: string[]; json: boolean };

const options = {
  output: { type: 'string', short: 'o' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Null when the help is asked for. @throws UsageError */
export function testFlags(args: string[]): TestFlags | null {
  const { words, rest } = wordsIn(args, options);
  const { help: asked = false, output } = parseFlags(rest, options);
  if (asked) return null;
  if (words.length === 0) throw new UsageError('Name the files with the cases: lastword test rules-test.yaml');
  return { files: words, json: isJson(output) };
}

/** What `lastword check` can be told. */
import { isJson, parseFlags, UsageError, wordsIn } from './flags.ts';

export const help = `lastword check reads a lastword.yaml and says what is wrong with it, and what is allowed and probably not meant.

  lastword check                             lastword.yaml in this folder
  lastword check prod.yaml --strict          warnings are failures, too: for a pipeline
  kubectl -n lastword get configmap lastword -o jsonpath='{.data.lastword\\.yaml}' | lastword check -

  cat > lastword.yaml <<'END'
  # yaml-language-server: $schema=https://unpkg.com/lastword/lastword.schema.json
  clusters: [{ name: prod }]
  rules:
    - name: quiet-batch
      matchers: namespace="batch"
      action: suppress
    - name: backups
      matchers: [namespace="batch", workload="CronJob/backup"]
      action: digest
  END

  lastword.yaml:7:11: rules[1].name: "backups" is never reached: "quiet-batch" above takes all that it is for
      Move it above "quiet-batch", or take it out.

Wrong (status 2): what is no YAML, unknown keys, values that are none, names that mean two clusters.
A warning: rules, routes and window rules that are never reached; matchers that can never match, and values that no label has;
rules that a never rule makes pointless; rules that hide OOM kills with everything else; time intervals that never are or that
nothing names; windows that last oddly long; channels that nothing is sent to.

Flags
  --strict               exit status 1 when there are warnings
  -o, --output FORMAT    json, or text for people (default)
  -h, --help             this text

Secrets are not looked at: the file only names them. Exit status: 0 nothing is wrong, 1 warnings with --strict, 2 it is wrong or
cannot be read. What the rules would do with an alert: lastword test, lastword explain --config.
`;

/** `file`: null for standard input. */
export type CheckFlags = { file: string | null; strict: boolean; json: boolean };

const options = {
  strict: { type: 'boolean' },
  output: { type: 'string', short: 'o' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Null when the help is asked for. @throws UsageError */
export function checkFlags(args: string[]): CheckFlags | null {
  const { words, rest } = wordsIn(args, options);
  const { help: asked = false, strict = false, output } = parseFlags(rest, options);
  if (asked) return null;
  const [file = 'lastword.yaml', extra] = words;
  if (extra !== undefined) throw new UsageError(`One file at a time: "${extra}" is one too many.`);
  return { file: file === '-' ? null : file, strict, json: isJson(output) };
}

/**
 * Matchers as Alertmanager writes them, `namespace="shop",workload=~"Deployment/pay.*"`, read and judged as it does.
 * https://prometheus.io/docs/alertmanager/latest/configuration/#matcher
 */
import { quote } from './go-strings.ts';
import { accepts, type Matcher, type Operator, type Parsed } from './matcher.ts';
import { parseClassic } from './matchers-classic.ts';
import { reserved } from './matchers-tokens.ts';
import { parseUtf8 } from './matchers-utf8.ts';

export type { Matcher, Operator, Parsed };

/**
 * Reads a list of matchers; an empty text has none, and no matchers match everything.
 *
 * Alertmanager reads each text twice, as it always has and as it does since 0.27, and keeps to the old reading where that makes sense of
 * it (`matcher/compat/parse.go`): `a="\d"` is two characters, and `a==b` means the value `=b`.
 */
export function parseMatchers(text: string): Parsed {
  const classic = parseClassic(text);
  if (classic.ok) return classic;
  const utf8 = parseUtf8(text);
  if (utf8.ok) return utf8;
  // The newer reading knows where it went wrong.
  return { ok: false, error: `${utf8.error}${hint(text)}` };
}

/** What people write who think of another language. Looked for outside of quotes. */
const slips: [RegExp, string][] = [
  [/!==/, ' Did you mean !=?'],
  [/==/, ' Did you mean =?'],
  [/=!/, ' Did you mean !=?'],
  [/~=/, ' Did you mean =~?'],
  [/<>/, ' Did you mean !=?'],
  [/""\s*(and|&&)\s/i, ' All matchers must hold: separate them with commas.'],
  [/""\s*(or|\|\|)\s/i, ' Matchers cannot say "or": write one =~ with alternatives, or two lists.'],
  [/^\s*\{?\s*[\w.]+\s*:\s*""/, ' Did you mean = instead of the colon?'],
  [/""\s+[\w.]+\s*[=!]/, ' Matchers are separated by commas.'],
];

function hint(text: string): string {
  const bare = text.replaceAll(/"(?:\\[^]|[^"\\])*"/g, '""');
  return slips.find(([slip]) => slip.test(bare))?.[1] ?? '';
}

/** Whether all of them hold. A label that is absent has the empty value, as in Alertmanager. */
export function matches(matchers: Matcher[], labels: Record<string, string>): boolean {
  return matchers.every((matcher) => {
    // `labels` may be any JSON: what every object inherits (`constructor`) is no label.
    const value = Object.hasOwn(labels, matcher.name) ? (labels[matcher.name] ?? '') : '';
    return accepts(matcher, value);
  });
}

const isReserved = new RegExp(`[${reserved}]`, 'u');

/** The list as Alertmanager prints it, without braces: `a="b",c=~"d.*"`. Read again it is the same list. */
export function matchersInWords(matchers: Matcher[]): string {
  return matchers.map(inWords).join(',');
}

/** A name with quotes is only for the newer reading, which knows all of Go's escapes; the older one knows three. */
function inWords({ name, op, value }: Matcher): string {
  if (isReserved.test(name)) return `${quote(name)}${op}${quote(value)}`;
  const escaped = value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
  return `${name}${op}"${escaped}"`;
}

/**
 * Our own redaction rules, for what secretlint's preset does not know: `password=` and kin in every notation, bearer tokens and JWTs,
 * connection strings, cut-off key blocks. Every quantifier that can be retried from many starts is bounded, so that a pass is
 * linear in the text. When in doubt a rule takes too much of a value: what is lost in a log line can be looked up, a leak cannot.
 */
import { withoutColours } from '../facts/colours.ts';
import { isEntry, isFlag, isHarmless } from './redaction-harmless.ts';
import { redactKeyBlocks } from './redaction-pem.ts';
import { type Groups, hide, hideIf, keepBefore, mark, type Rule } from './redaction-rule.ts';
import { shapes } from './redaction-shapes.ts';

/** Names that say "secret" in front of both `:` and `=`. */
const strong = [
  'pass(?:word|wd|phrase|code)',
  '(?:db|root|user|admin)_?pass(?![a-z])',
  String.raw`secret[_-]?(?:access[_-]?)?key`,
  'secret',
  'token',
  'api[_-]?key',
  '(?:access|private|encryption|signing|master|account|shared|auth|license|deploy|webhook|hmac|jwt|ssh)[_-]?key',
].join('|');
/** Names that do so only in front of `=` or as a quoted key; in prose they are ordinary words. */
const weak =
  '(?<![a-z])pass(?![a-z])|(?<![a-z])(?:pwd|creds?|credentials?|_auth|sig|signature)(?![a-z])|dockerconfigjson';

/** Ends an unquoted value: a delimiter that is followed by the next field, by a space or by the end. */
const stop = String.raw`(?=["'\x60,;&)}\]>|]{1,4}(?:\s|$|["']?[\w.-]{1,40}\\{0,3}["']?\s?[=:]|[({[]))|(?=\\?["'],)|(?=\\["'])`;
/** A value in double or single quotes, in escaped quotes (JSON in JSON), or bare. An unclosed quote goes to the line's end. */
const value = [
  String.raw`"(?<double>(?:[^"\\\n]|\\.)*)`,
  String.raw`'(?<single>(?:[^'\\\n]|\\.)*)`,
  String.raw`(?<quote>\\{1,3}["'])(?<escaped>(?:(?!\k<quote>)[^\n])*)`,
  String.raw`(?<bare>(?:\[redacted\]|\$\{\w+\}|\$\(\w+\)|(?!${stop})[^\s])+)`,
].join('|');

const hideNamed = (g: Groups, whole: string, before: string): string => {
  if (isHarmless(g, before)) return whole;
  const hidden = g['double'] ?? g['single'] ?? g['escaped'] ?? g['bare'] ?? '';
  return whole.slice(0, whole.length - hidden.length) + mark;
};

const named: Rule = {
  pattern: new RegExp(
    String.raw`(?<key>(?:(?<strong>${strong})|${weak})(?<suffix>[\w-]{0,24}))` +
      String.raw`(?<close>\\{0,3}["'\x60]?\]?)(?<separator>[ \t]{0,8}(?::=|=>|=(?!=)|:(?!:))[ \t]{0,8})(?:${value})`,
    'gi',
  ),
  replace: hideNamed,
};

/** `--password x`, `"--password", "x"` and YAML's `- --password` / `- x`. The `=` form is `named`'s. */
const flag: Rule = {
  pattern: new RegExp(
    String.raw`(?<key>(?:(?<strong>${strong})|(?<![a-z])(?:pass|pwd)(?![a-z]))(?<suffix>[\w-]{0,24}))` +
      String.raw`(?<separator>\\{0,3}["']?[ \t]{0,4},?\s{0,12}(?:-[ \t]{1,4})?(?<=[\s,]))(?!-)(?:${value})`,
    'gi',
  ),
  replace: (g, whole, before) => (isFlag(before) ? hideNamed(g, whole, before) : whole),
};

const looksEncoded = (text: string): boolean => /[0-9=+/]|[a-z][A-Z]/.test(text) || text.length >= 20;

/**
 * A name and its value as two fields: `{"name":"DB_PASSWORD","value":"x"}`, as `last-applied-configuration` holds it, the same in YAML
 * and as Go prints it, `<add key="Password" value="x"/>`, and `"password":{"value":"x"}`.
 */
const entry: Rule = {
  pattern: new RegExp(
    String.raw`(?<key>(?:(?<strong>${strong})|pass|pwd|dsn|auth(?:orization)?|cred(?:ential)?s?)(?<suffix>[\w-]{0,24}))` +
      String.raw`(?<separator>\\{0,3}["']?(?:[ \t]{0,4},\s{0,12}|\s{1,40}|[ \t]{0,4}:[ \t]{0,4}(?<inside>\{)\s{0,40})` +
      String.raw`\\{0,3}["']?value\\{0,3}["']?[ \t]{0,4}[:=][ \t]{0,4})(?:${value})`,
    'gi',
  ),
  replace: (g, whole, before) => (g['inside'] !== undefined || isEntry(before) ? hideNamed(g, whole, before) : whole),
};

/** `<password>x</password>` */
const element: Rule = {
  pattern: new RegExp(
    String.raw`(?<key>(?:(?<strong>${strong})|${weak})(?<suffix>[\w-]{0,24}))(?<separator>(?:[ \t][^<>\n]{0,200})?>)` +
      String.raw`(?<bare>[^<>\n]{1,512})(?=<\/[\w.:-]{0,40}?\k<key>>)`,
    'gi',
  ),
  replace: hideNamed,
};

/** Header values: a scheme's credentials with the parameters of Digest and AWS4, then a credential without a scheme, cookies, loose schemes. */
const headers: Rule[] = [
  hide(
    /(?<before>\bauthorization\\{0,3}["']?[ \t]{0,4}[=:]>?[ \t]{0,4}\\{0,3}["'[]?(?:basic|bearer|digest|negotiate|ntlm|token|apikey|aws4-hmac-sha256)[ \t]{1,4})(?!\[redacted\])[^\s"'\\\]]+(?:"[^"\n]*")?(?:,[ \t]{0,4}[\w-]{1,40}=[^\s,"'\\]*(?:"[^"\n]*")?)*/gi,
  ),
  {
    pattern:
      /(?<before>\bauthorization\\{0,3}["']?[ \t]{0,4}[=:][ \t]{0,4}\\{0,3}["'[]?)(?<bare>[\w.~+/=-]{6,})(?![\w.~+/=-]|[ \t]+\[redacted\])/gi,
    replace: (g, whole) => (/^[a-z]+$/i.test(g['bare'] ?? '') ? whole : keepBefore(g)),
  },
  hide(
    /(?<before>\b(?:set-)?cookie\\{0,3}["']?[ \t]{0,4}:[ \t]{0,4}\\{0,3}(?!\[redacted\])["'[]?)[^\s"'\\](?:="[^"\n]*"|[^\n"'\\])*/gi,
  ),
  hideIf(looksEncoded, /(?<before>\b(?:bearer|basic)[ \t]{1,4})(?<bare>[\w.~+/=-]{6,})/gi),
];

const rules = [...headers, ...shapes, entry, element, named, flag];

function apply(text: string, { pattern, replace }: Rule): string {
  return text.replace(pattern, (...match: unknown[]) => {
    const [offset, , groups] = match.slice(-3) as [number, string, Groups];
    return replace(groups, match[0] as string, text.slice(Math.max(0, offset - 64), offset));
  });
}

/** Takes every secret out that the rules know, and colours, which hide some. Keeps the number of lines; doing it twice changes nothing more. */
export function applyRules(text: string): string {
  return rules.reduce(apply, redactKeyBlocks(withoutColours(text)));
}

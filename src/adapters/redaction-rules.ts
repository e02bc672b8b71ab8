/**
 * Our own redaction rules, for what secretlint's preset does not know: `password=` and kin in every notation, bearer tokens and JWTs,
 * connection strings, cut-off key blocks. Every quantifier that can be retried from many starts is bounded, so that a pass is
 * linear in the text. When in doubt a rule takes too much of a value: what is lost in a log line can be looked up, a leak cannot.
 */
import { withoutColours } from '../facts/colours.ts';
import { isFlag, isHarmless } from './redaction-harmless.ts';
import { redactKeyBlocks } from './redaction-pem.ts';

/** What stands in a secret's place. */
export const mark = '[redacted]';

type Groups = Record<string, string | undefined>;
/** `before`: the end of what stands in front of the match. */
type Rule = { pattern: RegExp; replace: (groups: Groups, whole: string, before: string) => string };

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

const keepBefore = (g: Groups): string => `${g['before']}${mark}`;
/** Hides what follows the group `before`. */
const hide = (pattern: RegExp): Rule => ({ pattern, replace: keepBefore });
const looksEncoded = (text: string): boolean => /[0-9=+/]|[a-z][A-Z]/.test(text) || text.length >= 20;

/** An env entry as JSON: `{"name":"DB_PASSWORD","value":"x"}`, as `last-applied-configuration` holds it. */
const envEntry = hide(
  new RegExp(
    String.raw`(?<before>(?:${strong}|pass|pwd|dsn|auth|cred)[\w-]{0,24}(?<quote>\\{0,3}")\s{0,4},\s{0,12}\k<quote>value\k<quote>\s{0,4}:\s{0,4}\k<quote>)` +
      String.raw`(?:(?!\k<quote>)(?:\\.|[^\n]))*`,
    'gi',
  ),
);

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
  {
    pattern: /(?<before>\b(?:bearer|basic)[ \t]{1,4})(?<bare>[\w.~+/=-]{6,})/gi,
    replace: (g, whole) => (looksEncoded(g['bare'] ?? '') ? keepBefore(g) : whole),
  },
];

/** Tokens that are known by their looks: JWTs (anything that is base64url of `{"…`) and those with their issuer's prefix. */
const tokens: Rule[] = [
  hide(/(?<before>(?<![\w-]))eyJ[\w-]{14,}(?:\.[\w-]+)*={0,2}/g),
  hide(/(?<before>(?<![A-Za-z0-9]))(?:xox[a-z]|xapp|xwfp)-[\w-]{8,}/g),
  hide(/(?<before>hooks\.slack\.com\/(?:services|workflows|triggers)\/)(?!\[redacted\])[^\s"'<>\\]+/gi),
  hide(/(?<before>(?<![A-Za-z0-9]))(?:gh[oprsu]_\w{20,}(?:\.[\w-]+){0,2}|github_pat_\w{20,}|glpat-[\w-]{16,})/g),
  hide(
    /(?<before>(?<![A-Za-z0-9]))(?:npm_[A-Za-z0-9]{20,}|AIza[\w-]{35}|ya29\.[\w-]{20,}|[rs]k_(?:live|test)_\w{10,})/g,
  ),
  hide(/(?<before>(?<![A-Za-z0-9]))(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])/g),
];

/** Credentials inside addresses and commands. */
const addresses: Rule[] = [
  // scheme://user:password@host. First the whole authority (a password may hold an @), then one that holds a raw slash; a port is none.
  hide(/(?<before>:\/\/[^\s:/?#@"'<>\\]{0,256}:)[^\s/?#"'<>]{1,512}(?=@)/g),
  hide(/(?<before>:\/\/[^\s:/?#@"'<>\\]{0,256}:)(?!\d{1,5}(?:[/?#,]|$)|\[redacted\])[^\s@"'<>]{1,512}(?=@)/g),
  hide(/(?<before>https?:\/\/)[^\s:/?#@"'<>[\]]{16,256}(?=@)/g),
  // Go's MySQL DSN `user:password@tcp(host)`, Oracle's `thin:user/password@`, curl's `-u user:password`, SQL's PASSWORD 'x'.
  hide(/(?<before>(?<=[\w.-]):)(?!\/\/)[^\s"']{1,128}(?=@(?:tcp|unix)\()/g),
  hide(/(?<before>jdbc:oracle:\w{1,8}:[^\s/:@]{1,64}\/)[^\s@]{1,128}(?=@)/gi),
  hide(/(?<before>(?:^|\s)(?:-u|--user)(?:[ \t]{1,4}|=)["']?(?!\d{1,9}:\d)[^\s:"']{1,64}:)[^\s"']+/gm),
  hide(/(?<before>\b(?:identified[ \t]{1,4}by|password)[ \t]{1,4}')(?!\[redacted\])[^'\n]+/gi),
];

const rules = [...headers, ...tokens, ...addresses, envEntry, named, flag];

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

/** Which `name: value` pairs with a secret-sounding name hold no secret: the ordinary text that redaction must not damage. */

/** Groups of a match: strong, key, suffix, close, separator, and the value as one of double, single, escaped, bare. */
type Pair = Record<string, string | undefined>;

/** `tokenizer`, `secretary` are other words. A suffix is a plural, a number, or a further part of the name. */
const partOfName = /^(?:s?$|s?[_\-\d]|[A-Z])/;
/** Parts of a name that speak about a secret and do not hold it: `--token-file`, `secretName`, `max_tokens_count`. */
const about =
  /(?:file|path|dir|name|refs?|type|kind|count|limit|length|len|size|seconds|expir\w*|exp|ttl|age|policy|url|uri|endpoint|provider|enabled|required|source|version|issuer|audience|format|ids?)$/i;
/** What may follow a name before a plain colon: `TokenFilter:` and `token-service-7d9f:` are classes and pods. */
const nameBeforeColon = /^(?:s?|_\w*|\d{1,2}|[-_]?(?:value|key|hash))$/i;
const empty = /^(?:|true|false|null|nil|none|undefined|<nil>|\(null\)|yes|no)$/i;
/** `$(VAR)`, `${VAR}` and what `kubectl describe` says of a reference: the name of a secret, not the secret. */
const reference = /^(?:\$\(\w+\)|\$\{\w+\}|<set)$/;
/** "Unexpected token: x" is a parser speaking. */
const complaint =
  /(?:\b|_)(?:unexpected|invalid|expired|illegal|missing|unknown|malformed|bad|wrong|incorrect|unrecognized|no|empty)[ _-]?(?:pass\w*|token|secret|\w{0,12}key)s?$/i;
const plainWord = /^[A-Za-z.<>{}()[\]]{0,20}$/;

const isPassword = (key: string): boolean => /pass/i.test(key);
const isColon = ({ separator = '' }: Pair): boolean => separator.trim() === ':';

function isNotAName(pair: Pair): boolean {
  const { key = '', suffix = '', close = '', separator = '' } = pair;
  if (!partOfName.test(suffix)) return true;
  if (about.test(suffix) && !/secret[_-]?id$/i.test(key)) return true;
  if (!isColon(pair)) return false;
  if (close === '') return pair['strong'] === undefined || !nameBeforeColon.test(suffix);
  // A bare value after a quoted key is YAML, or a message such as `volume "my-token" : failed`.
  return pair['bare'] !== undefined && (suffix !== '' || /^\s/.test(separator));
}

function isNotASecret(pair: Pair, text: string, before: string): boolean {
  const { key = '', suffix = '', separator = '' } = pair;
  if (empty.test(text) || reference.test(text)) return true;
  if (/^s/i.test(suffix) && /^\d{1,9}$/.test(text)) return true;
  if (/^pwd$/i.test(key) && text.startsWith('/')) return true;
  // An object or a list begins: what lies in it has names of its own.
  if (pair['bare'] !== undefined && /^[{[]+$/.test(text)) return true;
  if (isColon(pair) && complaint.test(before + key) && plainWord.test(text)) return true;
  if (pair['bare'] === undefined || !isColon(pair) || isPassword(key)) return false;
  if (/^[{[|]/.test(text)) return true;
  // `token-service:8080` and `acme/token:v1.2` are an address and an image.
  return separator === ':' && (/^\d{2,5}(?!\w)/.test(text) || /\/[\w.-]*$/.test(before));
}

/** True when a match is to be left alone; `before` is the end of the text in front of it. */
export function isHarmless(pair: Pair, before: string): boolean {
  const text = pair['double'] ?? pair['single'] ?? pair['escaped'] ?? pair['bare'] ?? '';
  return isNotAName(pair) || isNotASecret(pair, text, before);
}

/** True when what stands in front of a name makes it a command-line flag: `--db-`, `"-`. */
export function isFlag(before: string): boolean {
  return /(?:^|[\s"'[,=(])-{1,2}(?:[\w.][\w.-]{0,40})?$/.test(before);
}

/** True when what stands in front of a name makes it one of an entry with a value of its own: `- name: DB_`, `<add key="`. */
export function isEntry(before: string): boolean {
  return /(?:name|key|id)\\{0,3}["']?\s?[:=]\s?\\{0,3}["']?[\w.-]{0,40}$/i.test(before);
}

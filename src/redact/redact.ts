/** Takes secrets out of all evidence before anything judges it. */
import type { Redactor } from '../ports.ts';
import type { Evidence } from '../types.ts';
import { readAlone, readTogether, regroup } from './texts.ts';

const mark = '[redacted]';
/** Holds whole manifests, env values included, and nothing that is not read elsewhere. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';
/** Fields that hold names, ids and paths of the API itself, where they look like one: a probe has a `path` too, and an alert any label. */
const plainFields = new Set([
  'uid',
  'path',
  'name',
  'namespace',
  'resourceVersion',
  'fingerprint',
  'kind',
  'apiVersion',
]);
/** What no name has, and an address or a query with a secret in it does. */
const moreThanName = /[?@=]|:\/\//;
const secretSounding = /pass|pwd|secret|token|key|cred|auth/i;

type Fields = Record<string, unknown>;
/** `text` gives a text to the redactor, or looks its answer up; `object` is the answer for a whole object where there is one already. */
type Visit = { text: (text: string) => string; object: (fields: Fields) => Fields | undefined };

const isText = (value: unknown): value is string => typeof value === 'string';
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The same array or object when nothing in it changed. */
function mapArray(list: unknown[], change: (item: unknown) => unknown): unknown[] {
  const next = list.map(change);
  return next.every((item, i) => item === list[i]) ? list : next;
}

function mapFields(fields: Fields, change: (value: unknown, key: string) => unknown): Fields {
  const next = Object.entries(fields).map(([key, value]) => [key, change(value, key)] as const);
  return next.every(([key, value]) => value === fields[key]) ? fields : Object.fromEntries(next);
}

/** `DB_PASSWORD` and its value only show together that they are a secret: they go as the JSON of one field. */
function redactPair(key: string, value: string, visit: Visit): string {
  const pair = JSON.stringify({ [key]: value });
  const answer = visit.text(pair);
  if (answer === pair) return value;
  try {
    const fields = JSON.parse(answer) as Fields;
    return isText(fields[key]) ? fields[key] : mark;
  } catch {
    return mark;
  }
}

function redactText(text: string, key: string, visit: Visit): string {
  if (key === lastApplied) return mark;
  if (secretSounding.test(key)) return redactPair(key, text, visit);
  return readAlone(text) ? visit.text(text) : text;
}

/** Env entries keep their name and their `valueFrom`; a `value` that is set is nobody's business. */
const dropEnvValue = (entry: unknown): unknown =>
  isFields(entry) && isText(entry['value']) && entry['value'] !== '' && entry['value'] !== mark
    ? { ...entry, value: mark }
    : entry;

/** Lines of one log, or words of one command line, are read as one text. */
function redactList(list: unknown[], visit: Visit): unknown[] {
  if (list.length === 0) return list;
  if (!list.every(isText)) return mapArray(list, (item) => redact(item, '', visit));
  const joined = readTogether(list);
  const answer = visit.text(joined);
  return answer === joined ? list : regroup(list, answer);
}

type Line = { at: string; text: string };
const isLog = (fields: Fields): fields is { lines: Line[] } & Fields =>
  Array.isArray(fields['lines']) && fields['lines'].every((l) => isFields(l) && isText(l['text']) && isText(l['at']));

/** A secret over several lines leaves its mark on the first; the lines that it emptied go. */
function redactLog(lines: Line[], visit: Visit): Line[] {
  const texts = lines.map((line) => line.text);
  const answers = redactList(texts, visit) as string[];
  if (answers === texts) return lines;
  return answers.flatMap((text, i) => {
    const line = lines[i] ?? lines.at(-1);
    return line === undefined || (text === '' && line.text !== '') ? [] : [{ ...line, text }];
  });
}

function redactFields(fields: Fields, visit: Visit): Fields {
  const known = visit.object(fields);
  if (known) return known;
  if (isLog(fields)) {
    const lines = redactLog(fields.lines, visit);
    return lines === fields.lines ? fields : { ...fields, lines };
  }
  const { name, value } = fields;
  if (isText(name) && isText(value))
    return mapFields(fields, (v, k) => (k === 'value' ? redactPair(name, value, visit) : redact(v, k, visit)));
  return mapFields(fields, (v, k) => redact(v, k, visit));
}

function redact(value: unknown, key: string, visit: Visit): unknown {
  if (isText(value)) return plainFields.has(key) && !moreThanName.test(value) ? value : redactText(value, key, visit);
  if (Array.isArray(value)) return key === 'env' ? mapArray(value, dropEnvValue) : redactList(value, visit);
  return isFields(value) ? redactFields(value, visit) : value;
}

/** A Kubernetes object: it stands in a list that serves many alerts, and is the same in all of their evidence. */
const isObject = (value: unknown): value is Fields => isFields(value) && isFields(value['metadata']);

/** The Kubernetes objects in evidence, each once. */
function objectsIn(value: unknown, found = new Set<Fields>()): Set<Fields> {
  if (isObject(value)) return found.add(value);
  const parts = Array.isArray(value) ? value : isFields(value) ? Object.values(value) : [];
  for (const part of parts) objectsIn(part, found);
  return found;
}

/** A value without secrets, in one call of the redactor. Asking and answering take the same walk: no text is answered that was not asked. */
async function redactOne<T>(value: T, redactor: Redactor, object: Visit['object'] = () => undefined): Promise<T> {
  const texts = new Set<string>();
  redact(value, '', { text: (text) => (texts.add(text), text), object });
  const answers = texts.size === 0 ? [] : await redactor([...texts]);
  const found = new Map([...texts].map((text, i) => [text, answers[i] ?? mark]));
  return redact(value, '', { text: (text) => found.get(text) ?? mark, object }) as T;
}

type Known = WeakMap<Fields, Promise<Fields>>;
/** What each redactor made of an object: the hundreds of alerts of a storm share their objects. */
const knownTo = new WeakMap<Redactor, Known>();

/** Walked through within a millisecond. */
const few = 10;
const groupsOf = (objects: Fields[]): Fields[][] =>
  Array.from({ length: Math.ceil(objects.length / few) }, (_, i) => objects.slice(i * few, (i + 1) * few));

/** Objects without secrets; those that are new to the redactor go to it a few at a time. What it fails on is asked again the next time. */
async function redactObjects(objects: Fields[], redactor: Redactor): Promise<Map<Fields, Fields>> {
  const known: Known = knownTo.get(redactor) ?? new WeakMap<Fields, Promise<Fields>>();
  knownTo.set(redactor, known);
  const fresh = objects.filter((object) => !known.has(object));
  let before: Promise<unknown> = Promise.resolve();
  for (const some of groupsOf(fresh)) {
    const together = before.then(() => redactOne(some, redactor));
    before = together.catch(() => undefined);
    for (const [at, object] of some.entries())
      known.set(
        object,
        together.then(
          (all) => all[at] as Fields,
          (error: unknown) => {
            known.delete(object);
            throw error;
          },
        ),
      );
  }
  const answers = await Promise.all(objects.map(async (object) => [object, await known.get(object)] as const));
  return new Map(answers.map(([object, answer]) => [object, answer ?? object]));
}

/**
 * Evidence without secrets. Logs and command lines are read as one text each, env values in pod specs are dropped, keys stay. Parts
 * without secrets are the very same objects, so that evidence without any comes back as it is. Rejects when the redactor does.
 */
export async function redactEvidence(evidence: Evidence, redactor: Redactor): Promise<Evidence> {
  const answers = await redactObjects([...objectsIn(evidence)], redactor);
  return redactOne(evidence, redactor, (object) => answers.get(object));
}

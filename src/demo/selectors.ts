/** Label and field selectors as the API server reads them (k8s.io/apimachinery, pkg/labels and pkg/fields). */
import type { Recorded } from './snapshot.ts';
import type { Resource } from './resources.ts';

/** A selector turned into a test of an object, or why the API server refuses it. */
export type Selector = { ok: true; matches: (object: Recorded) => boolean } | { ok: false; message: string };

type Test = (object: Recorded) => boolean;

const key = '([A-Za-z0-9.-]+/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?';
const value = '([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?';
const exists = new RegExp(`^(?<not>!?)\\s*(?<key>${key})$`);
const exact = new RegExp(`^(?<key>${key})\\s*(?<op>==|=|!=)\\s*(?<value>${value})$`);
const among = new RegExp(`^(?<key>${key})\\s+(?<op>in|notin)\\s*\\((?<values>[^()]*)\\)$`);
const compared = new RegExp(`^(?<key>${key})\\s*(?<op>[<>])\\s*(?<value>-?\\d+)$`);

/** `app=x,tier!=y,env in (a, b),zone notin (c),canary,!legacy,weight>5`, joined by "and". */
export function labelSelector(text: string): Selector {
  if (text.trim() === '') return { ok: true, matches: () => true };
  const tests: Test[] = [];
  for (const part of text.split(/,(?![^(]*\))/).map((p) => p.trim())) {
    const test = requirement(part);
    if (test === null) return { ok: false, message: `unable to parse requirement: found '${part}'` };
    tests.push(test);
  }
  return { ok: true, matches: (object) => tests.every((test) => test(object)) };
}

function requirement(part: string): Test | null {
  const found = exists.exec(part) ?? exact.exec(part) ?? among.exec(part) ?? compared.exec(part);
  if (found === null) return null;
  const { key: name = '', not, op, value: wanted = '', values } = found.groups ?? {};
  const label = (object: Recorded): string | undefined => object.metadata.labels?.[name];
  if (op === undefined) return (object) => (label(object) === undefined) === (not === '!');
  if (op === '>') return (object) => Number(label(object) ?? NaN) > Number(wanted);
  if (op === '<') return (object) => Number(label(object) ?? NaN) < Number(wanted);
  const options = values === undefined ? [wanted] : values.split(',').map((v) => v.trim());
  // An object without the label fulfils != and notin.
  const negative = op === '!=' || op === 'notin';
  return (object) => {
    const has = label(object);
    return (has !== undefined && options.includes(has)) !== negative;
  };
}

/** `metadata.name=x,status.phase!=Running`; which fields there are depends on the resource. */
export function fieldSelector(text: string, resource: Resource): Selector {
  const tests: Test[] = [];
  for (const term of text.match(/(\\.|[^,\\])+/g) ?? []) {
    const found = /^(?<field>[^!=]*)(?<op>!=|==|=)(?<value>(\\[\\,=]|[^\\=])*)$/.exec(term)?.groups;
    if (found === undefined) return { ok: false, message: `invalid selector: '${text}'; can't understand '${term}'` };
    const { field = '', op, value: escaped = '' } = found;
    if (!resource.fields.includes(field)) return { ok: false, message: unsupported(field, resource) };
    const wanted = escaped.replaceAll(/\\(.)/g, '$1');
    tests.push((object) => (fieldText(object, field) === wanted) === (op !== '!='));
  }
  return { ok: true, matches: (object) => tests.every((test) => test(object)) };
}

function unsupported(field: string, resource: Resource): string {
  const plain = resource.fields.every((name) => name.startsWith('metadata.'));
  if (!plain) return `field label not supported: ${field}`;
  return `"${field}" is not a known field selector: only ${resource.fields.map((name) => `"${name}"`).join(', ')}`;
}

/** Fields that are not where their label says, and those whose absence reads as something. */
const odd: Record<string, (object: Recorded) => unknown> = {
  source: (event) => dotted(event, 'source.component') ?? event['reportingComponent'],
  'status.successful': (job) => dotted(job, 'status.succeeded') ?? 0,
  'spec.unschedulable': (node) => dotted(node, 'spec.unschedulable') ?? false,
  'spec.hostNetwork': (pod) => dotted(pod, 'spec.hostNetwork') ?? false,
};

function fieldText(object: Recorded, field: string): string {
  const found = odd[field]?.(object) ?? dotted(object, field);
  return typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean' ? String(found) : '';
}

function dotted(object: unknown, field: string): unknown {
  let at = object;
  for (const part of field.split('.')) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Record<string, unknown>)[part];
  }
  return at;
}

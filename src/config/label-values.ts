/** Which values the labels can have that lastword itself gives; docs/matchers.md has the list. */
import { causes } from '../diagnose/causes/index.ts';
import { endingIds, verdictIds } from '../facts/ids.ts';
import { isDns1123Name } from '../facts/names.ts';
import { nearest } from '../facts/nearest.ts';
import { workloadNamed } from '../facts/workload-names.ts';

/** The only values there are; `''`, where it stands, is for what is not known. */
const closed: Record<string, readonly string[]> = {
  verdict: verdictIds,
  ending: endingIds,
  cause: ['', ...causes.map(({ id }) => id)],
  exit_code: ['', ...Array.from({ length: 256 }, (_, code) => `${code}`)],
};

/** Every value that a label can have; null where they are not a known few. */
export const valuesOf = (label: string): readonly string[] | null =>
  Object.hasOwn(closed, label) ? (closed[label] ?? null) : null;

/** What lastword gives, beside the alert's own labels. */
export const ownLabels = 'cluster namespace workload pod container node cause ending verdict exit_code restarts'.split(
  ' ',
);

export type WrongValue = { text: string; todo: string };

const didYouMean = (near: string | null, otherwise: string): string =>
  near === null ? otherwise : `Did you mean ${JSON.stringify(near)}?`;

function outside(label: string, value: string, known: readonly string[]): WrongValue {
  if (label === 'exit_code')
    return { text: 'an exit code is a number from 0 to 255', todo: 'Write it in digits, such as "137".' };
  const ids = known.filter((id) => id !== '');
  const list = ids.length < 8 ? `: they are ${ids.join(', ')}` : '';
  const otherwise = label === 'cause' ? 'The ids are in docs/causes.md.' : 'Take one of these.';
  return { text: `there is no such ${label}${list}`, todo: didYouMean(nearest(value, ids), otherwise) };
}

function wrongWorkload(value: string): WrongValue | null {
  const read = workloadNamed(value);
  if (read === value && value.includes('/')) return null;
  return {
    text: 'a workload is written as its kind and name',
    todo: read?.includes('/') ? didYouMean(read, '') : `Write it as ${JSON.stringify(`Deployment/${read ?? 'NAME'}`)}.`,
  };
}

function wrongName(label: string, value: string): WrongValue | null {
  if (isDns1123Name(value)) return null;
  const near = value.toLowerCase().replaceAll('_', '-');
  return {
    text: `Kubernetes allows no such name of a ${label}`,
    todo: didYouMean(isDns1123Name(near) ? near : null, 'Names have a-z, 0-9, "-" and ".".'),
  };
}

/** Why a label never has this value; null when it may. */
export function wrongValue(label: string, value: string): WrongValue | null {
  const known = valuesOf(label);
  if (known !== null) return known.includes(value) ? null : outside(label, value, known);
  if (value === '') return null;
  if (label === 'workload') return wrongWorkload(value);
  if (['namespace', 'pod', 'container', 'node'].includes(label)) return wrongName(label, value);
  if (label === 'restarts' && !/^\d+$/.test(value))
    return { text: 'it is a number', todo: 'To count restarts within a time, give the rule a threshold.' };
  return null;
}

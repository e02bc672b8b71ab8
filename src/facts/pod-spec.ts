/** What a pod's spec says of a container: where it stands, its preStop, and whether its command is a shell. */
import type { Pod } from '../types.ts';
import { specOf } from './containers.ts';

export type SpecSeen = {
  /** `spec.containers[name=app]`. */
  field: string;
  list: 'containers' | 'initContainers';
  spec: NonNullable<ReturnType<typeof specOf>>;
};

/** A container's part of the spec, with the field path at which it stands; null when the pod has none of that name. */
export function specSeen(pod: Pod | undefined, container: string | null): SpecSeen | null {
  const spec = pod ? specOf(pod, container) : null;
  if (!pod || !spec) return null;
  const list = pod.spec?.containers?.some((c) => c.name === container) ? 'containers' : 'initContainers';
  return { field: `spec.${list}[name=${container}]`, list, spec };
}

/** What shows that it serves: the fields to cite. */
export const servingFields = ({ field, spec }: SpecSeen): string[] => [
  ...(spec.ports?.length ? [`${field}.ports[0].containerPort`] : []),
  ...(spec.readinessProbe ? [`${field}.readinessProbe`] : []),
];

/** How long the preStop hook sleeps (seconds), where its spec says so: a sleep action, or a command that has one. */
export function preStopSleep({ field, spec }: SpecSeen): { seconds: number; field: string } | null {
  const hook = spec.lifecycle?.preStop;
  if (hook?.sleep) return { seconds: hook.sleep.seconds, field: `${field}.lifecycle.preStop.sleep.seconds` };
  const sleeps = /(?:^|\s)(?:\/(?:usr\/)?bin\/)?sleep (\d+(?:\.\d+)?)(?:s\b|\b)/.exec(
    hook?.exec?.command?.join(' ') ?? '',
  );
  return sleeps ? { seconds: Number(sleeps[1]), field: `${field}.lifecycle.preStop.exec.command` } : null;
}

const shell = /^(?:\/(?:usr\/)?bin\/)?(?:ba|a|da|k|z)?sh$/;
/** Programs that a shell becomes (`exec`, but not one that only redirects), and signals that it handles itself. */
const handsOn = /(?:^|[;&|({\n]|\b(?:then|do|else)\b)\s*exec\s+(?!\d*[<>])|\btrap\b/;
/** A script of one simple command: shells replace themselves with it. */
const simple = /^[^;&|\n]*$/;

/**
 * The shell command of a container that neither becomes the program (`exec`) nor handles signals (`trap`), as `/bin/sh -c SCRIPT`;
 * null for everything else, and when the command is the image's own: it is not in the spec.
 */
export function shellCommand({ spec }: SpecSeen): { shell: string; script: string } | null {
  const words = [...(spec.command ?? []), ...(spec.args ?? [])];
  const [program] = spec.command ?? [];
  const flag = words.findIndex((word, at) => at > 0 && /^-[a-z]*c$/.test(word));
  const script = words[flag + 1];
  if (program === undefined || !shell.test(program) || flag < 0 || script === undefined) return null;
  return handsOn.test(script) || simple.test(script.trim()) ? null : { shell: program, script };
}

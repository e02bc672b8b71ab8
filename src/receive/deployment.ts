/** What a pipeline announces of a deployment. Strict, for it is written by hand: what is not understood is refused with what, where and what to do. */
import * as z from 'zod/mini';
import { parseDuration } from '../facts/durations.ts';
import { isDns1123Label } from '../facts/names.ts';
import { nearest } from '../facts/nearest.ts';
import { workloadNamed } from '../facts/workload-names.ts';
import type { DeploymentNotice } from '../types.ts';
import { complaint, elsewhere, fieldPath, parseBody, parsed, short, type Refused } from './body.ts';

const actions = ['start', 'heartbeat', 'finish', 'abort'] as const;

/** What somebody wrote, short enough to be quoted. */
const quoted = (value: unknown): string => {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
};
const meant = (given: string, known: string[]): string => {
  const near = nearest(given.slice(0, 80).toLowerCase(), known);
  return near === null ? '' : ` Did you mean ${near}?`;
};

/** An empty text says as little as none: pipelines fill in variables that are not set. */
const filled = (text: z.ZodMiniType<string, string>) =>
  z.pipe(
    z.nullish(text),
    z.transform((given) => given || null),
  );
const optional = (longest: number) => filled(short(longest));

/** Observed windows are called so, and must not be ended by anybody. */
const observedId = /^[^/]+\/[A-Z][^/]*\/[^@]+@\d+$/;
const id = z
  .string({
    error: ({ input }) =>
      input === undefined ? 'missing; a text of your choice that no other deployment has' : undefined,
  })
  .check(
    z.minLength(1, 'empty; a text of your choice that no other deployment has'),
    z.maxLength(200),
    z.refine((text) => !/\p{Cc}/u.test(text), 'holds control characters; use letters and digits'),
    z.refine((text) => !observedId.test(text), 'is the name of a rollout that lastword sees by itself; use another id'),
  );

const action = z.enum(actions, {
  error: ({ input }) =>
    input === undefined
      ? `missing; one of ${actions.join(', ')}`
      : `${quoted(input)} is none of ${actions.join(', ')}.${meant(typeof input === 'string' ? input : '', [...actions])}`,
});

const namespace = filled(z.string()).check(
  z.refine((name) => name === null || isDns1123Label(name), 'is not the name of a namespace'),
);

const wrong = (input: unknown, message: string) => ({ code: 'custom' as const, input, message });

const workload = z.pipe(
  short(253),
  z.transform((text: string, { issues }) => {
    const name = workloadNamed(text);
    if (name === null)
      issues.push(wrong(text, `${quoted(text)} is no workload; write Deployment/web, or web for any kind`));
    return name ?? '';
  }),
);

const isAddress = (text: string): boolean => /^https?:\/\//i.test(text) && URL.canParse(text);
const url = optional(2000).check(
  z.refine((text) => text === null || isAddress(text), 'is no address that begins with https:// or http://'),
);

const ttl = z.pipe(
  filled(z.string({ error: 'must be a text, like "30m"' }).check(z.maxLength(64))),
  z.transform((text: string | null, { issues }) => {
    const ms = text === null ? null : parseDuration(text);
    if (text !== null && !ms) issues.push(wrong(text, `${quoted(text)} is no duration; write it like 30m or 1h30m`));
    return ms;
  }),
);

const fields = {
  id,
  action,
  cluster: optional(63),
  namespace,
  workloads: z.nullish(z.array(workload).check(z.maxLength(200))),
  version: optional(200),
  url,
  actor: optional(200),
  ttl,
};
const notice = z.strictObject(fields);

/** What is wrong first: a name that is not known explains what is missing. */
function firstWrong(issues: z.core.$ZodIssue[]): string {
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  if (issue?.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const known = Object.keys(fields);
    return `${fieldPath([key])}: not known; a deployment has ${known.join(', ')}.${meant(key, known)}`;
  }
  return complaint(issue);
}

/** @param text the request's body as it came */
export function receiveDeployment(text: string): { ok: true; notice: DeploymentNotice } | Refused {
  const body = parseBody(text);
  if (!body.ok) return body;
  const read = parsed(notice, body.value);
  if (!read.success) {
    const belongs = elsewhere(body.value, 'deployments');
    return { ok: false, reason: belongs ? `not a deployment: ${belongs}` : firstWrong(read.error.issues) };
  }
  const { ttl: ttlMs, workloads = null, ...rest } = read.data;
  return { ok: true, notice: { ...rest, workloads: workloads && [...new Set(workloads)], ttlMs } };
}

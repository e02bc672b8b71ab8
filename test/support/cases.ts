/** A case to be decided: an expected stop of Deployment/web in namespace shop, at 14:00 on a Monday. */
import type { Case } from '../../src/decide/case.ts';
import { parseMatchers } from '../../src/facts/matchers.ts';
import type { DeploymentWindow, Policy, Rule } from '../../src/types.ts';
import { diagnosis, type Parts } from './incidents.ts';
import { defaultPolicy } from './policy.ts';
import { standing } from './standing.ts';

export const at = Date.parse('2026-11-23T14:00:00Z');

export function matchers(text: string): Rule['matchers'] {
  const parsed = parseMatchers(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.matchers;
}

export const expectedStop: Parts = {
  cause: 'scale-down',
  verdict: 'expected',
  meant: true,
  ending: { id: 'stopped-in-time', exitCode: 0, toldAt: '2026-11-23T14:00:00Z', finishedAt: '2026-11-23T14:00:02Z' },
};

/** A rule of the settings: it hides expected stops of everything, unless told otherwise. */
export const rule = (parts: Partial<Rule> = {}): Rule => ({
  name: 'some rule',
  matchers: matchers('namespace="shop"'),
  action: 'suppress',
  only: 'expected',
  window: null,
  active: null,
  threshold: null,
  channel: null,
  ...parts,
});

export const policyWith = (parts: Partial<Policy> = {}): Policy => ({ ...defaultPolicy, ...parts });

/** An announced window around that moment. */
export const window = (parts: Partial<DeploymentWindow> = {}): DeploymentWindow => ({
  id: 'build-7',
  kind: 'announced',
  cluster: 'lab',
  namespace: 'shop',
  workloads: ['Deployment/web'],
  version: null,
  url: null,
  actor: null,
  rollout: null,
  openedAt: '2026-11-23T13:58:00Z',
  state: 'running',
  endedAt: null,
  closesAt: '2026-11-23T14:28:00Z',
  ...parts,
});

type Changes = Partial<Omit<Case, 'diagnosis'>> & { diagnosis?: Parts };

export function asked({ diagnosis: parts, ...changes }: Changes = {}): Case {
  const of = diagnosis({ ...expectedStop, ...parts });
  const labels = { namespace: 'shop', workload: 'Deployment/web', verdict: of.verdict, cause: of.cause ?? '' };
  return { diagnosis: of, labels, standing: standing(), policy: defaultPolicy, window: null, at, ...changes };
}

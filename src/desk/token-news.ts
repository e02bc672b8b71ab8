/** What is told of the Slack token, on the page and in /metrics. */
import { troubleReasons } from '../facts/token-verdict.ts';
import type { Sample } from '../metrics.ts';
import type { TokenView } from '../page/view.ts';
import type { DeskPorts } from './ports.ts';
import { foundOf, type TokenLook } from './token-look.ts';

/** For the page; null as long as nothing is known to be wrong. */
export function tokenView(ports: DeskPorts): TokenView | null {
  const said = foundOf(ports)?.said;
  if (!said?.trouble) return null;
  const { what, todo } = said.trouble;
  return { what, todo, since: new Date(said.since).toISOString() };
}

/** None before Slack was asked about this token. */
export function tokenSamples(ports: DeskPorts, { asking }: TokenLook): Sample[] {
  const found = foundOf(ports);
  if (found === null) return [];
  const gauge = (reason: string, is: boolean): Sample => ({
    name: 'lastword_slack_problems',
    labels: { reason },
    value: is ? 1 : 0,
  });
  // The try that is under way has not failed yet.
  const unanswered = found.tries > (asking ? 1 : 0);
  return [
    ...troubleReasons.map((reason) => gauge(reason, found.said?.trouble?.reason === reason)),
    gauge('unanswered', unanswered),
  ];
}

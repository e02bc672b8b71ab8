/** Asks Slack whether the bot token works, before the first alert does. */
import { slackNotifier } from '../adapters/slack.ts';
import { tokenVerdict } from '../facts/token-verdict.ts';
import { allIsWell, type Found, unanswered } from './network.ts';

export type SlackProbe = { api: string; token: string; tokenName: string; timeoutMs?: number };

const meanwhile = 'Messages wait until Slack answers again.';

/** One call of auth.test; nothing throws. What it means is judged as the service does; why there was no answer only Node says. */
export async function probeSlack(probe: SlackProbe): Promise<Found> {
  const unreached: unknown[] = [];
  const answer = await slackNotifier({
    ...probe,
    fetch: (...asked) =>
      fetch(...asked).catch((why: unknown) => {
        unreached.push(why);
        throw why;
      }),
  }).check();
  if (unreached.length > 0) return unreachable(unreached[0], probe);
  const verdict = tokenVerdict(answer, probe);
  if (verdict.is === 'well') return allIsWell;
  if (verdict.is === 'unclear')
    return { problem: null, warning: `Slack: auth.test failed (${verdict.why}). ${meanwhile}` };
  const said = `Slack: ${verdict.trouble.what}. ${verdict.trouble.todo}`;
  return verdict.is === 'unusable' ? { problem: said, warning: null } : { problem: null, warning: said };
}

function unreachable(why: unknown, { api }: SlackProbe): Found {
  const trust = 'If a proxy of yours stands in between, its CA must be among those this machine trusts.';
  return unanswered(why, { what: 'Slack', url: api, setting: 'slack.api in lastword.yaml', trust }, meanwhile);
}

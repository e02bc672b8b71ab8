/** Asks Slack whether the bot token works, before the first alert does. */
import { slackNotifier } from '../adapters/slack.ts';
import { tokenVerdict } from '../facts/token-verdict.ts';
import { networkSentence } from './network.ts';

export type SlackProbe = { api: string; token: string; tokenName: string; timeoutMs?: number };

/** `problem` is the sentence that keeps lastword from starting, `warning` one that does not. */
export type SlackVerdict = { problem: string | null; warning: string | null };

/** One call of auth.test; nothing throws. What it means is judged as the service does; why there was no answer only Node says. */
export async function probeSlack(probe: SlackProbe): Promise<SlackVerdict> {
  const unreached: unknown[] = [];
  const answer = await slackNotifier({
    ...probe,
    fetch: (...asked) =>
      fetch(...asked).catch((why: unknown) => {
        unreached.push(why);
        throw why;
      }),
  }).check();
  if (unreached.length > 0) return { problem: sentence(unreached[0], probe), warning: null };
  const verdict = tokenVerdict(answer, probe);
  if (verdict.is === 'well') return { problem: null, warning: null };
  if (verdict.is === 'unclear') return { problem: null, warning: passing(verdict.why) };
  const said = `Slack: ${verdict.trouble.what}. ${verdict.trouble.todo}`;
  return verdict.is === 'unusable' ? { problem: said, warning: null } : { problem: null, warning: said };
}

function sentence(why: unknown, { api }: SlackProbe): string {
  const trust = 'If a proxy of yours stands in between, its CA must be among those this machine trusts.';
  return networkSentence(why, { what: 'Slack', url: api, setting: 'slack.api in lastword.yaml', trust });
}

/** Slack's own trouble: messages wait in the outbox until it is over. */
const passing = (why: string): string => `Slack: auth.test failed (${why}). Messages wait until Slack answers again.`;

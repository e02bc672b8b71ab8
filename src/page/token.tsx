/** The section of a Slack token that may not do what it has to: what is wrong, what to do, and when it is looked at again. */
import type { FC } from 'hono/jsx';
import { Time } from './mrkdwn.tsx';
import type { TokenView } from './view.ts';

export const SlackToken: FC<{ tokens: TokenView[] }> = ({ tokens }) =>
  tokens.length === 0 ? null : (
    <section class="warn" aria-label="Slack">
      <h2>Slack</h2>
      <ul>
        {tokens.map(({ what, todo, since }) => (
          <li>
            Known since <Time at={since} />: {what}. {todo}
          </li>
        ))}
      </ul>
      <p>lastword asks Slack again every ten minutes. What Slack refuses meanwhile is kept, and can be sent again.</p>
    </section>
  );

/** One incident as Slack shows it, with the evidence that Slack has no room for. */
import type { FC } from 'hono/jsx';
import { advised } from '../facts/slack-advice.ts';
import type { Because, Incident, Source } from '../types.ts';
import { Blocks, inline, textOf, Time, Whole, withCode } from './mrkdwn.tsx';
import type { DeliveryView, IncidentView } from './view.ts';

const longestValue = 2000;

function valueOf({ value }: Source): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
}

const Fact: FC<{ fact: Because }> = ({ fact }) => (
  <li>
    <p>{withCode(fact.text)}</p>
    {fact.sources.map((source) => (
      <dl>
        <dt>read at</dt>
        <dd>
          <code>{source.path}</code>
        </dd>
        {source.field === '' ? null : (
          <>
            <dt>field</dt>
            <dd>
              <code>{source.field}</code>
            </dd>
          </>
        )}
        <dt>value</dt>
        <dd>
          <code>{valueOf(source)}</code>
        </dd>
      </dl>
    ))}
  </li>
);

const Facts: FC<{ title: string; facts: Because[] }> = ({ title, facts }) =>
  facts.length === 0 ? null : (
    <>
      <h3>{title}</h3>
      <ul class="facts">
        {facts.map((fact) => (
          <Fact fact={fact} />
        ))}
      </ul>
    </>
  );

const Evidence: FC<{ incident: Incident }> = ({ incident: { diagnosis } }) => (
  <details>
    <summary>Evidence: what was read, and where</summary>
    <Facts title="Why" facts={diagnosis.because} />
    {diagnosis.concerns.map((concern) => (
      <Facts title={concern.summary} facts={concern.because} />
    ))}
    <Facts title="Around it" facts={diagnosis.context} />
    {diagnosis.unchecked.length === 0 ? null : (
      <>
        <h3>Could not be read</h3>
        <ul>
          {diagnosis.unchecked.map(({ evidence, why }) => (
            <li>
              {evidence}: {why}
            </li>
          ))}
        </ul>
      </>
    )}
  </details>
);

function inWords({ state, error, storm }: DeliveryView, slack: string): string {
  if (slack === 'page') return 'shown here only: no Slack is configured';
  if (storm !== null && state === 'posted') return `told by a storm's message in ${slack}`;
  if (state === 'posted') return `posted to ${slack}`;
  const why = error === null ? '' : `: ${advised(error)}`;
  return state === 'waiting' ? `waiting to be posted to ${slack}${why}` : `could not be posted to ${slack}${why}`;
}

/** `id` must be unique on the page. */
export const IncidentCard: FC<{ view: IncidentView; slack: string; id: string }> = ({ view, slack, id }) => {
  const { incident, message, thread, delivery } = view;
  const [text = message.text] = textOf(message.blocks[0]?.['text']);
  const color = /^#[0-9a-f]{3,8}$/i.exec(message.attachments[0]?.color ?? '')?.[0] ?? 'currentColor';
  return (
    <article aria-labelledby={id} style={`border-left-color: ${color}`}>
      <h2 id={id}>{inline(text.replace(/^(\P{L}{1,4}) \*(.*)\*$/su, '$1 $2'))}</h2>
      <p class="small">
        <Time at={incident.lastSeenAt} /> · {inWords(delivery, slack)}
      </p>
      <Blocks blocks={message.blocks.slice(1)} />
      {message.attachments.map((attachment) => (
        <Blocks blocks={attachment.blocks} />
      ))}
      {thread.length === 0 ? null : (
        <details>
          <summary>Thread: {thread.length === 1 ? '1 reply' : `${thread.length} replies`}</summary>
          {thread.map((reply) => (
            <Whole message={reply} />
          ))}
        </details>
      )}
      <Evidence incident={incident} />
    </article>
  );
};

/** The web page: incidents as Slack shows them, what could not be delivered above them, what was kept quiet below. No build step, no other request. */
import { advised } from '../facts/slack-advice.ts';
import { raw } from 'hono/html';
import type { FC } from 'hono/jsx';
import type { HtmlEscapedString } from 'hono/utils/html';
import { Empty } from './empty.tsx';
import { Hidden } from './hidden.tsx';
import { IncidentCard } from './incident.tsx';
import { Time } from './mrkdwn.tsx';
import { RefusedSettings } from './settings.tsx';
import { SlackToken } from './token.tsx';
import { script, scriptHash } from './script.ts';
import { style } from './style.ts';
import type { PageView } from './view.ts';
import { Windows } from './windows.tsx';

export type { PageView } from './view.ts';

type Problem = { at: string; text: string; delivery?: string };

/** Sends a dead letter again: a form, so that it works without a script. */
const Again: FC<{ delivery: string; title: string }> = ({ delivery, title }) => (
  <form method="post" action="/replay">
    <input type="hidden" name="delivery" value={delivery} />
    <button aria-label={`Send again: ${title}`}>Send again</button>
  </form>
);

const Problems: FC<{ title: string; advice: string; items: Problem[] }> = ({ title, advice, items }) =>
  items.length === 0 ? null : (
    <section class="warn" aria-label={title}>
      <h2>
        {title} ({items.length})
      </h2>
      <p>{advice}</p>
      <ul>
        {items.map(({ at, text, delivery }) => (
          <li>
            <Time at={at} />: {text}
            {delivery === undefined ? null : <Again delivery={delivery} title={text} />}
          </li>
        ))}
      </ul>
    </section>
  );

/** Newest first, by when it was last seen. */
function newestFirst({ incidents }: PageView): PageView['incidents'] {
  return incidents.toSorted((a, b) => Date.parse(b.incident.lastSeenAt) - Date.parse(a.incident.lastSeenAt));
}

const Body: FC<{ view: PageView }> = ({ view }) => (
  <body>
    <header>
      <h1>lastword</h1>
      <p class="small">
        {view.clusters.length === 1 ? 'Cluster' : 'Clusters'} {view.clusters.join(', ')} ·{' '}
        {view.slack === 'page' ? 'messages stay on this page' : `messages go to ${view.slack}`}
      </p>
    </header>
    <main>
      <RefusedSettings settings={view.settings} />
      <SlackToken tokens={view.tokens} />
      <Problems
        title="Not delivered"
        advice="Slack refuses these for good. Put right what it says, then send them again."
        items={view.deadLetters.map(({ at, title, error, delivery }) => ({
          at,
          text: `${title}: ${advised(error)}`,
          delivery,
        }))}
      />
      <Problems
        title="Not understood"
        advice="These alerts came in and were set aside, each for the reason beside it. What came with them was taken."
        items={view.rejected.map(({ at, reason }) => ({ at, text: reason }))}
      />
      {view.incidents.length === 0 && view.hidden.length === 0 ? (
        <Empty clusters={view.clusters} slack={view.slack} />
      ) : (
        newestFirst(view).map((incident, i) => <IncidentCard view={incident} slack={view.slack} id={`incident-${i}`} />)
      )}
      <Windows view={view} />
      <Hidden view={view} />
    </main>
    <footer>
      As of <Time at={view.now} />
    </footer>
    <script>{raw(script)}</script>
  </body>
);

/** A whole HTML document. It loads nothing and lets no script run but its own, whatever stands in the data. */
export function renderPage(view: PageView): string {
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src '${scriptHash}'; base-uri 'none'; form-action 'self'`;
  const page = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={policy} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>lastword</title>
        <style>{raw(style)}</style>
      </head>
      <Body view={view} />
    </html>
  );
  // No component is async: it is a text and no promise of one.
  return `<!doctype html>${(page as HtmlEscapedString).toString()}`;
}

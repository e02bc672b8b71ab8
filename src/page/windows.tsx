/** Deployment windows: those that are open, and those that closed lately. */
import type { FC } from 'hono/jsx';
import { webLink } from '../facts/links.ts';
import type { DeploymentWindow } from '../types.ts';
import { Time } from './mrkdwn.tsx';
import type { PageView, WindowView } from './view.ts';

const shown = 50;

const states: Record<DeploymentWindow['state'], string> = {
  running: 'Running',
  finished: 'Finished',
  aborted: 'Aborted',
  expired: 'Expired without a finish',
  stuck: 'Stuck: its controller gave up',
};

/** A stop at this moment would be inside. */
const isOpen = ({ closesAt }: DeploymentWindow, now: string): boolean => Date.parse(closesAt) > Date.parse(now);

/** What it deploys, from what to what. */
function what({ namespace, workloads, version, rollout }: DeploymentWindow): string {
  const name = workloads.length === 0 ? `all of ${namespace}` : `${namespace}: ${workloads.slice(0, 10).join(', ')}`;
  const more = workloads.length > 10 ? ` and ${workloads.length - 10} more` : '';
  const step =
    rollout && `revision ${rollout.from === null ? '' : `${rollout.from} → `}${rollout.to} (${rollout.change})`;
  return [`${name}${more}`, version, step].filter((part) => part !== null && part !== '').join(' · ');
}

/** Who holds it, and where that runs. */
const Whose: FC<{ window: DeploymentWindow }> = ({ window }) => {
  const to = webLink(window.url);
  return (
    <>
      {window.kind === 'announced' ? `announced as ${window.id}` : 'a rollout that the cluster shows'}
      {window.actor === null ? '' : ` by ${window.actor}`}
      {to === null ? null : (
        <>
          {' · '}
          <a href={to.href} rel="noreferrer">
            {to.host}
          </a>
        </>
      )}
    </>
  );
};

const Row: FC<{ view: WindowView; now: string; several: boolean }> = ({ view, now, several }) => {
  const { window, hidden, told } = view.report;
  return (
    <li>
      <p>
        <strong>{states[window.state]}</strong> · {what(window)}
        {several ? ` · cluster ${view.cluster}` : ''}
      </p>
      <p class="small">
        since <Time at={window.openedAt} /> · {isOpen(window, now) ? 'closes' : 'closed'} <Time at={window.closesAt} />
        {window.endedAt === null ? ' at the latest' : ''} · {hidden} kept quiet, {told} told · <Whose window={window} />
      </p>
    </li>
  );
};

/** Open ones first, then by when they closed, the latest first; nothing where there are none. */
export const Windows: FC<{ view: PageView }> = ({ view }) => {
  const sorted = view.windows.toSorted(
    (a, b) => Date.parse(b.report.window.closesAt) - Date.parse(a.report.window.closesAt),
  );
  const others = sorted.length - shown;
  if (sorted.length === 0) return null;
  return (
    <section aria-labelledby="windows">
      <h2 id="windows">Deployment windows</h2>
      <ul class="rows">
        {sorted.slice(0, shown).map((one) => (
          <Row view={one} now={view.now} several={view.clusters.length > 1} />
        ))}
      </ul>
      {others > 0 ? <p class="small">and {others} that closed earlier</p> : null}
    </section>
  );
};

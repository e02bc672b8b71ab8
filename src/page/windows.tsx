/** Deployment windows: those that are open, and those that closed lately. */
import type { FC } from 'hono/jsx';
import { webLink } from '../facts/links.ts';
import type { DeploymentWindow } from '../types.ts';
import { Time, withCode } from './mrkdwn.tsx';
import type { PageView, WindowView } from './view.ts';

const shown = 50;

const states: Record<DeploymentWindow['state'], string> = {
  running: 'Deploying',
  finished: 'Finished',
  aborted: 'Aborted',
  expired: 'Expired without a finish',
  stuck: 'Stuck: its controller gave up',
};

/** A stop at this moment would be inside. */
const isOpen = ({ closesAt }: DeploymentWindow, now: string): boolean => Date.parse(closesAt) > Date.parse(now);

/** Open, gone wrong, or with stops in it: the others are over, and nobody has to read of them. */
function matters({ report: { window, hidden, told } }: WindowView, now: string): boolean {
  return isOpen(window, now) || window.state === 'stuck' || window.state === 'expired' || hidden + told > 0;
}

/** What it deploys, from what to what. */
const What: FC<{ window: DeploymentWindow }> = ({ window: { namespace, workloads, version, rollout } }) => {
  const names = workloads.length === 0 ? [namespace] : workloads.slice(0, 10).map((name) => `${namespace}/${name}`);
  return (
    <>
      {workloads.length === 0 ? 'all of ' : ''}
      {names.map((name, i) => (
        <>
          {i === 0 ? '' : ', '}
          <code>{name}</code>
        </>
      ))}
      {workloads.length > 10 ? ` and ${workloads.length - 10} more` : ''}
      {version === null ? '' : ` · ${version}`}
      {rollout === null ? null : (
        <>
          {' · '}
          {`revision ${rollout.from === null ? '' : `${rollout.from} → `}${rollout.to} (`}
          {withCode(rollout.change)})
        </>
      )}
    </>
  );
};

/** `2 stops kept quiet · 1 stop told in a message of its own`; empty where there was none. */
function stopsIn({ hidden, told }: WindowView['report']): string {
  const stops = (n: number): string => (n === 1 ? '1 stop' : `${n} stops`);
  const parts = [
    ...(hidden === 0 ? [] : [`${stops(hidden)} kept quiet`]),
    ...(told === 0 ? [] : [`${stops(told)} not expected (see the incidents)`]),
  ];
  return parts.map((part) => `${part} · `).join('');
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
  const { window } = view.report;
  const open = isOpen(window, now);
  return (
    <li>
      <p>
        <strong>{states[window.state]}</strong> · <What window={window} />
        {several ? ` · cluster ${view.cluster}` : ''}
      </p>
      <p class="small">
        {stopsIn(view.report)}
        {open ? 'since' : 'from'} <Time at={window.openedAt} /> {open ? '· open until' : 'to'}{' '}
        <Time at={window.closesAt} />
        {window.endedAt === null && open ? ' at the latest' : ''} · <Whose window={window} />
      </p>
    </li>
  );
};

type Rows = { views: WindowView[]; now: string; several: boolean };

const List: FC<Rows> = ({ views, ...rest }) => (
  <ul class="rows">
    {views.map((one) => (
      <Row view={one} {...rest} />
    ))}
  </ul>
);

/** Those that have nothing to tell, folded away. */
const Others: FC<Rows> = (rows) =>
  rows.views.length === 0 ? null : (
    <details>
      <summary>{rows.views.length} that closed, without a stop in them</summary>
      <List {...rows} />
    </details>
  );

/** Open ones first, then by when they closed, the latest first; nothing where there are none. */
export const Windows: FC<{ view: PageView }> = ({ view: { windows, now, clusters } }) => {
  const sorted = windows.toSorted(
    (a, b) => Date.parse(b.report.window.closesAt) - Date.parse(a.report.window.closesAt),
  );
  const shownOnes = sorted.slice(0, shown);
  const several = clusters.length > 1;
  if (sorted.length === 0) return null;
  return (
    <section aria-labelledby="windows">
      <h2 id="windows">Deployment windows</h2>
      <List views={shownOnes.filter((one) => matters(one, now))} now={now} several={several} />
      <Others views={shownOnes.filter((one) => !matters(one, now))} now={now} several={several} />
      {sorted.length > shown ? <p class="small">and {sorted.length - shown} that closed earlier</p> : null}
    </section>
  );
};

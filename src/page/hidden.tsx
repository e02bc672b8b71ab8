/** What was kept quiet, and why: every stop that was not told, with a button to tell it after all. */
import type { FC } from 'hono/jsx';
import type { HiddenStop, Verdict } from '../types.ts';
import { Time, withCode } from './mrkdwn.tsx';
import type { HiddenView, PageView } from './view.ts';

/** So many are read by nobody at once; older ones are in the digests. */
const shown = 50;

const nameOf = ({ namespace, workload, pod }: HiddenStop): string =>
  [namespace, workload ?? pod].filter((part) => part !== null).join('/') || 'an alert that names no workload';

const verdicts: Record<Verdict, string> = {
  expected: 'Expected',
  investigate: 'Investigate',
  undetermined: 'Undetermined',
};

/** A form, so that it works without a script. The Desk finds the stop by its number. */
const Raise: FC<HiddenView> = ({ cluster, stop }) => (
  <form method="post" action="/raise">
    <input type="hidden" name="cluster" value={cluster} />
    <input type="hidden" name="hidden" value={String(stop.id)} />
    <button aria-label={`Make an incident of it: ${stop.summary.replaceAll('`', '')}`}>Make an incident of it</button>
  </form>
);

const Stop: FC<{ view: HiddenView; several: boolean }> = ({ view, several }) => {
  const { cluster, stop } = view;
  return (
    <li>
      <p>
        <strong>{verdicts[stop.verdict]}</strong> · {withCode(stop.summary)}
      </p>
      <p class="small">
        <Time at={stop.at} /> · <code>{nameOf(stop)}</code>
        {several ? ` in ${cluster}` : ''} · rule <code>{stop.rule}</code>: {withCode(stop.reason)}
        {stop.action === 'digest' ? ' · goes to a digest' : ''}
        {stop.alerts === 1 ? '' : ` · ${stop.alerts} alerts`}
        {stop.firing ? ' · still fires' : ''}
      </p>
      {stop.raised === null ? (
        <Raise cluster={cluster} stop={stop} />
      ) : (
        <p>
          <strong>An incident after all:</strong> {stop.raised}
        </p>
      )}
    </li>
  );
};

/** The newest first; nothing where nothing was hidden. */
export const Hidden: FC<{ view: PageView }> = ({ view }) => {
  const newest = view.hidden.toSorted((a, b) => Date.parse(b.stop.at) - Date.parse(a.stop.at)).slice(0, shown);
  const others = Math.max(0, view.hiddenCount - newest.length);
  if (newest.length === 0) return null;
  return (
    <section aria-labelledby="hidden">
      <h2 id="hidden">Kept quiet ({view.hiddenCount})</h2>
      <p>No incident was made of these stops, each for the reason below it.</p>
      <ul class="rows">
        {newest.map((one) => (
          <Stop view={one} several={view.clusters.length > 1} />
        ))}
      </ul>
      {others === 0 ? null : <p class="small">and {others} older ones, which are in their digests</p>}
    </section>
  );
};

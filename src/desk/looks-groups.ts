/** Which looks are made together: one request answers for all of a group. */
import type { Pods } from '../pipeline.ts';
import type { Look } from '../store/looks.ts';
import type { LookBody } from './looks-plan.ts';

type Row = Look<LookBody>;

/** Rows that one request can answer for, of one revision or all of a namespace. */
const placeOf = ({ alert, how, resourceVersion, body }: Row): string =>
  JSON.stringify([alert.cluster, body.namespace, how, resourceVersion === null]);
/** A watch takes a second, and four are under way at a time: of more revisions (a drained node's) one watch on their namespace tells. */
const mostWatches = 4;

export function groupsOf(rows: Row[]): { rows: Row[]; selector: Pods['selector'] }[] {
  return [...Map.groupBy(rows, placeOf).values()].flatMap((near) => {
    const own = [...Map.groupBy(near, ({ body }) => JSON.stringify(body.selector)).values()];
    const shared = own.length > mostWatches && near[0]?.how === 'watch' && near[0].resourceVersion !== null;
    return shared
      ? [{ rows: near, selector: {} }]
      : own.map((of) => ({ rows: of, selector: of[0]?.body.selector ?? {} }));
  });
}

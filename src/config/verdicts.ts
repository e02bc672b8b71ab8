/** `grave` and `causes`: what is expected and what is not, where a team sees that differently. */
import * as z from 'zod';
import { causes as known } from '../diagnose/causes/index.ts';
import { concerns } from '../diagnose/concerns/index.ts';

const causeIds = known.map(({ id }) => id);
const concernIds = concerns.map(({ id }) => id);

/** The concerns that are grave unless the file says otherwise. */
export const graveByDefault = concerns.filter(({ grave }) => grave).map(({ id }) => id);

export const grave = z
  .array(z.enum(concernIds))
  .default(graveByDefault)
  .describe('The concerns that make an expected stop one to investigate. The list replaces the default one.');

export const causes = z
  .partialRecord(z.enum(causeIds), z.enum(['expected', 'investigate']))
  .default({})
  .describe(
    'Moves causes to the other side. `expected`: a stop with this cause that ended well is expected. `investigate`: it never is.',
  );

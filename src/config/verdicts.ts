/** `grave` and `causes`: what is expected and what is not, where a team sees that differently. */
import * as z from 'zod/mini';
import { causes as known } from '../diagnose/causes/index.ts';
import { concerns } from '../diagnose/concerns/index.ts';

const causeIds = known.map(({ id }) => id);
const concernIds = concerns.map(({ id }) => id);

/** The concerns that are grave unless the file says otherwise. */
export const graveByDefault = concerns.filter(({ grave }) => grave).map(({ id }) => id);

export const grave = z._default(z.array(z.enum(concernIds)), graveByDefault);

export const causes = z._default(z.partialRecord(z.enum(causeIds), z.enum(['expected', 'investigate'])), {});

/** The Durable Object's storage as the store's tables know it. */
import type { Row, Store, Value } from '../store/store.ts';

export const storeOf = (storage: DurableObjectStorage): Store => ({
  sql: <R extends Row>(query: string, ...params: Value[]) => storage.sql.exec(query, ...params).toArray() as R[],
  transaction: (work) => storage.transactionSync(work),
});

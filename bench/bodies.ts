/** Bodies as Alertmanager sends them, made from a recorded one: alerts that differ in their fingerprints only. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../test/support/bundle.ts';

export const recorded = (name: string): string => join(root, 'test/fixtures/corpus', name);

/** Stands where a body's number goes. */
const number = '@number@';

/** Makes bodies of `size` alerts; no two alerts of all its bodies are the same. */
export function bodies(size: number, from = 'crash-exit-1'): () => string {
  const body = JSON.parse(readFileSync(join(recorded(from), 'alert.json'), 'utf8')) as { alerts: object[] };
  const [alert] = body.alerts;
  const alerts = Array.from({ length: size }, (_, i) => ({ ...alert, fingerprint: `${number}.${size}.${i}` }));
  const parts = JSON.stringify({ ...body, alerts }).split(number);
  let made = 0;
  return () => parts.join(String(++made));
}

/** A webhook's raw text → alerts. The raw text is judged first; one parser a sender. */
import type { Alert } from '../types.ts';
import { fromAlertmanager, type Rejected } from './alertmanager.ts';
import { parseBody, type Refused } from './body.ts';
import { fromKubernetesEvent } from './kubernetes-event.ts';

export type Sender = 'alertmanager' | 'events';
export type Batch = { ok: true; alerts: Alert[]; rejected: Rejected[]; dropped: string | null };

/**
 * @param text the request's body as it came
 * @param encoding its `Content-Encoding`
 * @returns the alerts to store, those set aside with the reason, and the reason word of an Event that is no stop; or a refusal
 */
export function receive(sender: Sender, text: string, encoding?: string): Batch | Refused {
  const body = parseBody(text, encoding);
  if (!body.ok) return body;
  if (sender === 'events') return fromKubernetesEvent(body.value);
  const received = fromAlertmanager(body.value);
  return received.ok ? { ...received, dropped: null } : received;
}

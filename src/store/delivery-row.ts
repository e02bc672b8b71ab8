/** A delivery, and the row of the outbox that holds it. */
import type { Message } from '../types.ts';
import type { Row } from './store.ts';

/** `parent` opens the thread, `reply` goes into it, `update` edits the parent. */
export type DeliveryKind = 'parent' | 'reply' | 'update';
export type DeliveryState = 'waiting' | 'sending' | 'posted' | 'dead';
export type Delivery = {
  id: number;
  delivery: string;
  incidentId: number;
  kind: DeliveryKind;
  state: DeliveryState;
  createdAt: number;
  tries: number;
  /** True when Slack refused the blocks: the next try is plain text. */
  plain: boolean;
  /** True when an earlier try may have been posted. */
  unsure: boolean;
  error: string | null;
  message: Message;
};
export type DeliveryRow = Row & {
  id: number;
  delivery: string;
  incident_id: number;
  kind: DeliveryKind;
  state: DeliveryState;
  message: string;
};

/** What is to be said; a row that cannot be read back says that, so that it neither stops the others nor goes missing. */
function messageIn(body: string): Message {
  try {
    return JSON.parse(body) as Message;
  } catch {
    return { text: 'lastword could not read this message back from its store', blocks: [], attachments: [] };
  }
}

/** A row as the Desk works with it. */
export const toDelivery = (row: DeliveryRow): Delivery => ({
  id: row.id,
  delivery: row.delivery,
  incidentId: row.incident_id,
  kind: row.kind,
  state: row.state,
  createdAt: Number(row.created_at),
  tries: Number(row.tries),
  plain: row.plain === 1,
  unsure: row.unsure === 1,
  error: row.error === null ? null : String(row.error),
  message: messageIn(row.message),
});

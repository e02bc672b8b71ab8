/** A delivery, and the row of the outbox that holds it. */
import type { Message } from '../types.ts';
import type { Row } from './store.ts';

/** `parent` opens the thread, `reply` goes into it, `update` edits the parent; `details` is a storm's reply about some of its incidents. */
export type DeliveryKind = 'parent' | 'reply' | 'update' | 'details';
export type DeliveryState = 'waiting' | 'sending' | 'posted' | 'dead';
export type Delivery = {
  id: number;
  delivery: string;
  /** The incident or the storm whose message it is, or whose thread it goes into. */
  threadId: number;
  kind: DeliveryKind;
  state: DeliveryState;
  createdAt: number;
  /** From when it is looked for when it may have been posted: a dead letter that is sent again keeps the time of its first life. */
  lookFrom: number;
  tries: number;
  /** True when Slack refused the blocks: the next try is plain text. */
  plain: boolean;
  /** True when an earlier try may have been posted. */
  unsure: boolean;
  error: string | null;
  /** A reply is shown in the channel, too. */
  broadcast: boolean;
  /** Null for what is composed when it goes out. */
  message: Message | null;
};
export type DeliveryRow = Row & {
  id: number;
  delivery: string;
  thread_id: number;
  kind: DeliveryKind;
  state: DeliveryState;
  message: string;
};

/** What is to be said; a row that cannot be read back says that, so that it neither stops the others nor goes missing. */
function messageIn(body: string): Message | null {
  if (body === '') return null;
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
  threadId: row.thread_id,
  kind: row.kind,
  state: row.state,
  createdAt: Number(row.created_at),
  lookFrom: Number(row.look_from ?? row.created_at),
  tries: Number(row.tries),
  plain: row.plain === 1,
  unsure: row.unsure === 1,
  error: row.error === null ? null : String(row.error),
  broadcast: row.broadcast === 1,
  message: messageIn(row.message),
});

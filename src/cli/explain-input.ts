/** What people hand over: webhooks, snapshots and single objects, told apart by their shape. */
import { readFile } from 'node:fs/promises';
import { readSnapshot, type Snapshot } from '../demo/snapshot.ts';
import { parseBody } from '../receive/body.ts';
import { receive, type Sender } from '../receive/receive.ts';
import type { Alert, Pod } from '../types.ts';
import type { DockerContainer } from './docker-facts.ts';

/** Something that was named cannot be used; the message is one sentence for the person who named it. */
export class InputError extends Error {}

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function why(error: unknown): string {
  const { code, message = String(error) } = error as { code?: string; message?: string };
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder';
  return code === 'EACCES' ? 'it may not be read by you' : (message.split('\n')[0] ?? '');
}

/** The text of a named file; `what` it is in a word. @throws InputError */
export function readText(file: string, what: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw new InputError(`The ${what} ${file} cannot be read: ${why(error)}.`);
  });
}

/** Alertmanager posts groups of alerts, kubernetes-event-exporter posts the Event itself. */
function senderOf(body: unknown): Sender | null {
  if (!isFields(body)) return null;
  if (Array.isArray(body['alerts'])) return 'alertmanager';
  return 'involvedObject' in body || 'regarding' in body ? 'events' : null;
}

/**
 * The alerts of a webhook's body in a file, and a sentence for each that had to be set aside.
 * @throws InputError when there is none to explain
 */
export async function readWebhook(file: string): Promise<{ alerts: Alert[]; problems: string[] }> {
  const text = await readText(file, 'webhook');
  const body = parseBody(text);
  if (!body.ok) throw new InputError(`The webhook ${file} cannot be read: ${body.reason}.`);
  const sender = senderOf(body.value);
  if (sender === null)
    throw new InputError(
      `${file} is neither an Alertmanager webhook (it has no list "alerts") nor a Kubernetes Event (it has no "involvedObject").`,
    );
  const received = receive(sender, text);
  if (!received.ok) throw new InputError(`The webhook ${file} cannot be read: ${received.reason}.`);
  const problems = received.rejected.map(({ field, reason }) => `${file}: ${field} was left out: ${reason}.`);
  if (received.alerts.length > 0) return { alerts: received.alerts, problems };
  if (received.dropped !== null)
    throw new InputError(
      `${file}: an Event with the reason ${received.dropped} tells of no stop: there is nothing to explain.`,
    );
  throw new InputError(problems[0] ?? `${file} holds no alert.`);
}

/** A recording that can be served. @throws InputError */
export async function readRecording(file: string): Promise<Snapshot> {
  const snapshot = await readSnapshot(file).catch((error: unknown) => {
    const reason = error instanceof SyntaxError ? 'it is not JSON' : why(error);
    throw new InputError(
      reason.startsWith(file)
        ? `${reason}. Make one with: lastword snapshot -n NAMESPACE`
        : `The snapshot ${file} cannot be read: ${reason}.`,
    );
  });
  if (Number.isNaN(Date.parse(snapshot.now)))
    throw new InputError(`The snapshot ${file} does not say when it was made: its "now" must be a time.`);
  return snapshot;
}

/** The only namespace of a recording. @throws InputError when there are several, or none */
export function namespaceOf(snapshot: Snapshot): string {
  const names = Object.keys(snapshot.resources).flatMap(
    (path) => /^\/api\/v1\/namespaces\/([^/]+)\/pods$/.exec(path)?.[1] ?? [],
  );
  const [only, other] = names;
  if (only !== undefined && other === undefined) return only;
  throw new InputError(
    `Name the namespace with -n: the snapshot has ${names.length === 0 ? 'no pods' : names.join(', ')}.`,
  );
}

export type Given = { pods: Pod[] } | { containers: DockerContainer[] };

const isPod = (value: unknown): value is Pod & Fields =>
  isFields(value) && value['kind'] === 'Pod' && isFields(value['metadata']);
const isContainer = (value: unknown): value is DockerContainer & Fields =>
  isFields(value) && isFields(value['State']) && 'ExitCode' in value['State'];

/** What `kubectl get pod -o json` or `docker inspect` printed. @throws InputError when it is neither */
export function givenIn(text: string): Given {
  const body = parseBody(text);
  if (!body.ok) throw new InputError(`Standard input cannot be read: ${body.reason.replace('the body', 'it')}.`);
  const { value } = body;
  const items = Array.isArray(value)
    ? value
    : isFields(value) && Array.isArray(value['items'])
      ? value['items']
      : [value];
  if (items.length > 0 && items.every(isPod)) return { pods: items };
  if (items.length > 0 && items.every(isContainer)) return { containers: items };
  const kind: unknown = isFields(items[0]) ? items[0]['kind'] : undefined;
  const what =
    typeof kind === 'string' ? `is a ${kind}` : items.length === 0 ? 'is an empty list' : 'is something else';
  throw new InputError(
    `Standard input ${what}; give it what "kubectl get pod NAME -o json" or "docker inspect NAME" prints.`,
  );
}

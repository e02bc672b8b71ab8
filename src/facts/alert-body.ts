/** An alert as the text of its row in the inbox: 256 KB at most, and still about the same container. */
import type { Alert, KubeEvent } from '../types.ts';

/** A row never holds more bytes: Cloudflare allows 2 MB, and an alert is about half a kilobyte. */
const maxBody = 256 * 1024;
/** UTF-8 takes at most three bytes for a unit of a JavaScript string. */
const surelyFits = (text: string): boolean => text.length * 3 <= maxBody;
const fits = (text: string): boolean => surelyFits(text) || new TextEncoder().encode(text).length <= maxBody;

/** A text of any kind, cut so that it surely fits a row. */
export const cut = (text: string): string => text.slice(0, Math.floor(maxBody / 3));

/** Labels as long as Kubernetes' own can be, and not too many of them. */
const slimLabels = (labels: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(labels)
      .filter(([name, value]) => name.length <= 63 && value.length <= 253)
      .slice(0, 200),
  );

/** Who, what and when of an Event. Its object's labels and annotations, which the exporter adds, can be large. */
function slimEvent(event: KubeEvent): KubeEvent {
  const { metadata, involvedObject: about, reason, message, source, type, count } = event;
  const { firstTimestamp, lastTimestamp, eventTime } = event;
  const { name, namespace, uid, creationTimestamp } = metadata ?? {};
  const { kind, name: of, namespace: inside, uid: ofUid, fieldPath, resourceVersion } = about ?? {};
  return {
    metadata: { name, namespace, uid, creationTimestamp },
    involvedObject: { kind, name: of, namespace: inside, uid: ofUid, fieldPath, resourceVersion },
    reason,
    message: (message ?? '').slice(0, 1024),
    source: { component: source?.component?.slice(0, 253), host: source?.host?.slice(0, 253) },
    type: type?.slice(0, 63),
    count,
    firstTimestamp,
    lastTimestamp,
    eventTime,
  };
}

/** What is kept of an alert: of an end which one it is, and when. What it was about is said by its beginning. */
export const asKept = (alert: Alert): Alert =>
  alert.status === 'resolved' ? { ...alert, labels: {}, annotations: {} } : alert;

/** The alert as it is stored: what identifies it is kept when all of it is too large, and a note says so. */
export function bodyOf(alert: Alert): string {
  const body = JSON.stringify(asKept(alert));
  if (fits(body)) return body;
  const annotations = { lastword: 'left out: the alert was larger than 256 KB' };
  const without = JSON.stringify({ ...alert, annotations, event: alert.event && slimEvent(alert.event) });
  return fits(without) ? without : JSON.stringify({ ...JSON.parse(without), labels: slimLabels(alert.labels) });
}

/** A row's alert; null when the row does not hold one. */
export function alertIn(body: string): Alert | null {
  try {
    return JSON.parse(body) as Alert;
  } catch {
    return null;
  }
}

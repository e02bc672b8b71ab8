/** The page before anything came in: what to send where. */
import type { FC } from 'hono/jsx';

const alertmanager = `receivers:
  - name: lastword
    webhook_configs:
      - url: $LASTWORD_URL/webhooks/alertmanager
        send_resolved: true
        http_config:
          authorization:
            credentials_file: /etc/alertmanager/lastword-token`;

/**
 * A body that the receiver takes, for a pod that the reader fills in. `now` is its start, `once` tells it from the one before: what
 * comes again with the same fingerprint and start is a repeat.
 */
function tryBody(now: string, once: string): string {
  const labels = { alertname: 'KubePodCrashLooping', namespace: 'NAMESPACE', pod: 'POD', container: 'CONTAINER' };
  return JSON.stringify({
    version: '4',
    alerts: [{ status: 'firing', labels, startsAt: now, fingerprint: `try-${once}` }],
  });
}

/** Runs each time that the command is pasted: out of the single quotes, and in again. */
const byShell = (command: string) => (): string => `'"$(${command})"'`;

const data = tryBody('NOW', 'ONCE')
  .replace('NOW', byShell('date -u +%Y-%m-%dT%H:%M:%SZ'))
  .replace('ONCE', byShell('date +%s'));

const command = `curl -sS "$LASTWORD_URL/webhooks/alertmanager" \\
  -H "Authorization: Bearer $LASTWORD_WEBHOOK_TOKEN" -H "Content-Type: application/json" \\
  --data '${data}'`;

/** The page's script puts this page's own address in the place of `$LASTWORD_URL`. */
export const Empty: FC<{ clusters: string[]; slack: string }> = ({ clusters, slack }) => (
  <section aria-labelledby="empty">
    <h2 id="empty">No incident yet</h2>
    <p>
      When an alert about a container comes in, lastword reads what{' '}
      {clusters.length > 1 ? 'its cluster knows' : 'the cluster knows'} and says here
      {slack === 'page' ? '' : ` and in ${slack}`} why the container stopped and whether that was expected.
    </p>
    <h3>Try it with a pod of yours</h3>
    <p>Put in the names of a pod that has restarted, and paste this into a shell:</p>
    <pre tabindex={0}>
      <code data-address>{command}</code>
    </pre>
    {clusters.length > 1 ? (
      <p>
        There are {clusters.length} clusters: add the label <code>cluster</code> with one of {clusters.join(', ')}.
      </p>
    ) : null}
    <h3>Connect Alertmanager</h3>
    <pre tabindex={0}>
      <code data-address>{alertmanager}</code>
    </pre>
    <p>
      Kubernetes events (kubernetes-event-exporter) go to <code>/webhooks/events</code>, with the same token.
    </p>
  </section>
);

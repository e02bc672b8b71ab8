/** What `npm start` can be told. */
import { parseFlags, UsageError } from './flags.ts';

export const help = `lastword explains container restarts: a webhook comes in, the reason goes to Slack (and to a web page).

  npm start                          without a lastword.yaml: a demo with a recorded cluster, nothing to set up
  npm start -- --demo                the same demo, its alerts sent once more
  npm start -- --config prod.yaml    your cluster and your Slack, as that file says
  npm start -- --port 9000           listen on http://127.0.0.1:9000 instead of 8780

Flags
  --config FILE      settings (default: lastword.yaml in this folder; without one, the demo)
  --port NUMBER      port on 127.0.0.1; 0 takes any free one (default: 8780)
  --state FOLDER     where it remembers what it was sent and what it said (default: .lastword)
  --demo             run the demo even if there is a lastword.yaml, and send its alerts again
  --no-demo-alerts   run the demo's cluster and page, but send nothing
  --insecure-local   accept webhooks and show the page without a secret (this machine only)
  --help             this text

Your own cluster
  cat > lastword.yaml <<'END'
  # yaml-language-server: $schema=https://unpkg.com/lastword/lastword.schema.json
  clusters:
    - name: prod               # as your alerts' "cluster" label says; the API comes from your kubeconfig
  slack:
    channel: C0123456789       # its ID; leave "slack" out to keep messages on the web page
  END
  export SLACK_BOT_TOKEN=xoxb-...                          # scopes: chat:write, channels:history
  export LASTWORD_WEBHOOK_TOKEN=$(openssl rand -hex 32)    # what Alertmanager must present
  npm start

Try it with an alert of your own
  curl -X POST http://127.0.0.1:8780/webhooks/alertmanager -H "Authorization: Bearer $LASTWORD_WEBHOOK_TOKEN" \\
       -H 'Content-Type: application/json' -d @alert.json
`;

export type StartFlags = {
  /** null: lastword.yaml if it is there. */
  config: string | null;
  port: number;
  state: string;
  demo: boolean;
  demoAlerts: boolean;
  insecureLocal: boolean;
  help: boolean;
};

/** @throws UsageError */
export function startFlags(args: string[]): StartFlags {
  const values = parseFlags(args, {
    config: { type: 'string' },
    port: { type: 'string' },
    state: { type: 'string' },
    demo: { type: 'boolean' },
    'no-demo-alerts': { type: 'boolean' },
    'insecure-local': { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.demo === true && values.config !== undefined) {
    throw new UsageError('--demo brings its own settings: leave out --demo or --config.');
  }
  return {
    config: values.config ?? null,
    port: portNumber(values.port ?? '8780'),
    state: values.state ?? '.lastword',
    demo: values.demo ?? false,
    demoAlerts: !(values['no-demo-alerts'] ?? false),
    insecureLocal: values['insecure-local'] ?? false,
    help: values.help ?? false,
  };
}

function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new UsageError(`--port wants a number from 0 to 65535, not "${text}".`);
}

/** The settings a start uses: lastword.yaml, or the demo's when there is none. */
import { existsSync, readFileSync } from 'node:fs';
import { ConfigError, parseSettings, secret, type Secrets, type Settings } from '../config/config.ts';

/**
 * Reads the settings file; null when none was named and lastword.yaml is not there.
 * @throws ConfigError when a named file is missing, or as parseSettings does.
 */
export function loadSettings(named: string | null): { file: string; settings: Settings } | null {
  const file = named ?? 'lastword.yaml';
  if (!existsSync(file)) {
    if (named === null) return null;
    throw new ConfigError(
      `There is no file ${file}. Leave --config out for lastword.yaml, or for the demo without one.`,
    );
  }
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  return { file, settings: settingsIn(text, file) };
}

/** Comments and blank lines say nothing yet. */
const isBlank = (text: string): boolean => text.split('\n').every((line) => /^\s*(?:#|---\s*$|$)/.test(line));

/** @throws ConfigError that names the file as it is called here. */
export function settingsIn(text: string, file: string): Settings {
  if (isBlank(text))
    throw new ConfigError(`${file} is empty. It needs a cluster at least; an example: npm start -- --help`);
  return parseSettings(text, file);
}

/** Sentences for names that mean more than one cluster: an alert would be explained with the evidence of the wrong one. */
export function doubledNames({ clusters }: Settings): string[] {
  const names = clusters.flatMap(({ name, aliases }) => [...new Set([name, ...aliases])]);
  const doubled = new Set(names.filter((name, at) => names.indexOf(name) !== at));
  return [...doubled].map(
    (name) => `Two clusters are called ${name}. Give each a name or alias of its own: alerts are told apart by it.`,
  );
}

/** Sentences for clusters that would be read at one and the same place: alerts of one would be explained with what another knows. */
export function sameClusters({ clusters }: Settings): string[] {
  const places = Map.groupBy(clusters, ({ api, kubeconfig, context }) => JSON.stringify([api, kubeconfig, context]));
  const doubled = [...places.values()].filter((same) => same.length > 1);
  return doubled.map((same) => {
    const where = same[0]?.api ?? 'the same context of the same kubeconfig';
    return `Clusters ${same.map(({ name }) => name).join(' and ')} are read at ${where}: alerts of one would be explained with what another knows. Give each a context or an api of its own; other names of one cluster are its aliases.`;
  });
}

/** The demo: one recorded cluster behind `api`, no Slack, and open webhooks on this machine only. */
export function demoSettings(cluster: string, api: string, token: string): Settings {
  return parseSettings(
    JSON.stringify({ clusters: [{ name: cluster, api, token }], webhooks: { allow_unauthenticated: true } }),
  );
}

/** Sentences for the secrets that are named and not set; empty when all are there. */
export function missingSecrets(settings: Settings, environment: Secrets): string[] {
  const problems: string[] = [];
  const { webhooks, slack } = settings;
  if (!webhooks.allow_unauthenticated && webhooks.tokens.every((name) => secret(environment, name) === null)) {
    const name = webhooks.tokens[0] ?? 'LASTWORD_WEBHOOK_TOKEN';
    problems.push(
      `Webhooks: ${webhooks.tokens.join(' and ')} ${webhooks.tokens.length > 1 ? 'are' : 'is'} not set, so anybody could send alerts. Make one: export ${name}=$(openssl rand -hex 32) (Alertmanager presents it as its http_config's bearer token). For a try on this machine only: npm start -- --insecure-local`,
    );
  }
  if (slack !== undefined && secret(environment, slack.token) === null) {
    problems.push(
      `Slack: ${slack.token} is not set. Put your app's bot token there: export ${slack.token}=xoxb-… (or leave "slack" out of lastword.yaml: messages then stay on the web page).`,
    );
  }
  for (const { name, api, token } of settings.clusters) {
    if (api === undefined || token === undefined || secret(environment, token) !== null) continue;
    problems.push(
      `Cluster ${name}: ${token} is not set. Put a bearer token for ${api} there: export ${token}=$(kubectl -n lastword create token lastword --duration=24h)`,
    );
  }
  for (const { name, prometheus } of settings.clusters) {
    if (prometheus?.token === undefined || secret(environment, prometheus.token) !== null) continue;
    problems.push(
      `Cluster ${name}: ${prometheus.token} is not set. Put the bearer token for ${prometheus.url} there, or leave prometheus.token out.`,
    );
  }
  return problems;
}

/** The names of all secrets that the settings name. */
export const secretNames = ({ webhooks, slack, clusters }: Settings): string[] => [
  ...webhooks.tokens,
  ...(slack === undefined ? [] : [slack.token]),
  ...clusters.flatMap(({ token, prometheus }) => [token, prometheus?.token].filter((t) => t !== undefined)),
];

/** The secrets that the settings name and the environment has, by name. */
export function namedSecrets(settings: Settings, environment: Secrets): Record<string, string> {
  const entries = secretNames(settings).flatMap((name): [string, string][] => {
    const value = secret(environment, name);
    return value === null ? [] : [[name, value]];
  });
  return Object.fromEntries(entries);
}

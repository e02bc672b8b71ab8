/** From the clusters of lastword.yaml to what the worker can use: an API address, the name of a token, authorities to trust. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ConfigError, secret, type ClusterSettings, type Secrets } from '../config/config.ts';
import { trusted } from './network.ts';
import type { ClusterProbe } from './probe.ts';
import { startProxy } from './proxy.ts';

/** How long the first question to a cluster may take. */
const timeoutMs = 5000;

export type ReadyCluster = {
  /** With `api` and `token`, as the worker needs them. */
  settings: ClusterSettings;
  /** Secrets of the launcher's own making, by name. */
  secrets: Record<string, string>;
  /** PEM; null when the public authorities do. */
  certificate: string | null;
  probe: ClusterProbe;
  /** For the terminal: address and where it comes from. */
  from: string;
  close: () => Promise<void>;
};

/**
 * Prepares one cluster; `index` is its place in the file, `base` the folder of the file.
 * @throws ConfigError for a certificate or a kubeconfig that cannot be used.
 */
export function readyCluster(
  cluster: ClusterSettings,
  index: number,
  base: string,
  environment: Secrets,
): Promise<ReadyCluster> {
  return cluster.api === undefined
    ? byKubeconfig(cluster, index, base)
    : Promise.resolve(byToken(cluster, cluster.api, index, base, environment));
}

function byToken(
  cluster: ClusterSettings,
  api: string,
  index: number,
  base: string,
  environment: Secrets,
): ReadyCluster {
  const certificate = readCertificate(cluster, base);
  const token = cluster.token === undefined ? null : secret(environment, cluster.token);
  const headers = { accept: 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) };
  return {
    settings: cluster,
    secrets: {},
    certificate,
    probe: {
      place: {
        what: `Cluster ${cluster.name}`,
        url: api,
        setting: `clusters[${index}].api in lastword.yaml`,
        trust: trust(cluster),
      },
      options: async () => ({ headers, ca: trusted(certificate) }),
      renew:
        cluster.token === undefined
          ? `Name one in lastword.yaml: clusters[${index}].token, the NAME of an environment variable that holds a bearer token.`
          : `Put a fresh token into ${cluster.token}: kubectl -n lastword create token lastword --duration=24h`,
      timeoutMs,
    },
    from: api,
    close: async () => {},
  };
}

function readCertificate({ name, certificate_authority: file }: ClusterSettings, base: string): string | null {
  if (file === undefined) return null;
  let pem: string;
  try {
    pem = readFileSync(resolve(base, file), 'utf8');
  } catch (error) {
    throw new ConfigError(
      `Cluster ${name}: certificate_authority cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  if (pem.includes('-----BEGIN CERTIFICATE-----')) return pem;
  throw new ConfigError(`Cluster ${name}: ${file} holds no PEM certificate ("-----BEGIN CERTIFICATE-----").`);
}

function trust({ certificate_authority: file }: ClusterSettings): string {
  if (file !== undefined) return `It is not the authority in ${file}: take the one of this very cluster.`;
  return 'Save its authority and name the file in certificate_authority: kubectl config view --raw --minify -o jsonpath="{.clusters[0].cluster.certificate-authority-data}" | base64 -d > ca.crt';
}

/** client-node takes a moment to load: only who needs it waits for it. */
async function byKubeconfig(cluster: ClusterSettings, index: number, base: string): Promise<ReadyCluster> {
  const { readKubeconfig } = await import('./kubeconfig.ts');
  const upstream = readKubeconfig(cluster, base);
  const name = `LASTWORD_KUBE_TOKEN_${index}`;
  const token = randomBytes(32).toString('hex');
  const proxy = await startProxy(upstream, token);
  const measured = cluster.prometheus && { prometheus: cluster.prometheus };
  const place = {
    what: `Cluster ${cluster.name}`,
    url: upstream.server,
    setting: `the kubeconfig (${upstream.from})`,
    trust: "Check certificate-authority-data there: it is not this cluster's.",
  };
  return {
    settings: { name: cluster.name, aliases: cluster.aliases, api: proxy.url, token: name, ...measured },
    secrets: { [name]: token },
    certificate: null,
    probe: {
      place,
      options: upstream.options,
      renew: 'Log in again, as for kubectl: kubectl get pods must work.',
      timeoutMs,
    },
    from: `${upstream.server} (${upstream.from})`,
    close: proxy.close,
  };
}

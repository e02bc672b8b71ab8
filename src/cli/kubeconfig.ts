/** A kubeconfig as kubectl reads it: client-node knows its files, certificates, exec plugins and tokens. */
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { type RequestOptions } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';
import { ConfigError, type ClusterSettings } from '../config/config.ts';
import { nearest } from '../facts/nearest.ts';
import type { Upstream } from './proxy.ts';

/** `from` says which context of which file it is. */
export type KubeconfigCluster = Upstream & { from: string };

/**
 * The cluster that `kubeconfig` and `context` of the settings name; without them, kubectl's own choice ($KUBECONFIG, then
 * ~/.kube/config). `base` is the folder of lastword.yaml.
 * @throws ConfigError when there is no such file or context, or no cluster in it.
 */
export function readKubeconfig(cluster: ClusterSettings, base: string): KubeconfigCluster {
  const { config, file } = load(cluster, base);
  const known = config.getContexts().map((context) => context.name);
  if (cluster.context !== undefined) config.setCurrentContext(cluster.context);
  const context = config.getCurrentContext();
  if (!known.includes(context)) throw new ConfigError(noContext(cluster.name, file, context, known));
  const server = config.getCurrentCluster()?.server;
  if (server === undefined)
    throw new ConfigError(
      `Cluster ${cluster.name}: context ${context} in ${file} names a cluster that the file does not have.`,
    );
  return { server, from: `context ${context} in ${file}`, options: () => options(config, server) };
}

function load(cluster: ClusterSettings, base: string): { config: KubeConfig; file: string } {
  const config = new KubeConfig();
  const named = cluster.kubeconfig?.replace(/^~(?=\/)/, homedir());
  const file = named === undefined ? (process.env['KUBECONFIG'] ?? '~/.kube/config') : resolve(base, named);
  try {
    if (named === undefined) config.loadFromDefault();
    else config.loadFromFile(file);
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new ConfigError(`Cluster ${cluster.name}: the kubeconfig ${file} cannot be read: ${why}`);
  }
  // client-node's answer to "there is none" is kubectl's: http://localhost:8080.
  if (named === undefined && config.getCurrentContext() === 'loaded-context') {
    throw new ConfigError(
      `Cluster ${cluster.name}: there is no kubeconfig here. In lastword.yaml give the cluster "api" and "token" (the NAME of an environment variable that holds a bearer token), or "kubeconfig" (a file).`,
    );
  }
  return { config, file };
}

function noContext(cluster: string, file: string, context: string | undefined, known: string[]): string {
  if (context === undefined || context === '') {
    return `Cluster ${cluster}: ${file} has no current context. Name one in lastword.yaml: "context: ${known[0] ?? '…'}".`;
  }
  const near = nearest(context, known);
  const has = known.length === 0 ? 'It has none.' : `It has ${known.join(', ')}.`;
  return `Cluster ${cluster}: ${file} has no context "${context}". ${near === null ? '' : `Did you mean ${near}? `}${has}`;
}

/** Fresh for each request: an exec plugin's token expires, and client-node runs the plugin again when it has. */
async function options(config: KubeConfig, server: string): Promise<RequestOptions> {
  const made: RequestOptions = {};
  // client-node refuses plain HTTP; a kubeconfig that says so means a local proxy without credentials.
  if (server.startsWith('http:')) return made;
  try {
    await config.applyToHTTPSOptions(made);
  } catch (error) {
    throw new Error(pluginSentence(config, error), { cause: error });
  }
  return made;
}

function pluginSentence(config: KubeConfig, error: unknown): string {
  const exec = config.getCurrentUser()?.exec as { command?: string } | undefined;
  const message = (error instanceof Error ? error.message : String(error)).trim().split('\n')[0] ?? '';
  if (exec?.command === undefined) return `the kubeconfig's credentials cannot be used: ${message}`;
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
    return `the kubeconfig gets its credentials from "${exec.command}", which is not installed here.`;
  }
  return `the kubeconfig gets its credentials from "${exec.command}", which failed: ${message}`;
}

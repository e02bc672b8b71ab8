/**
 * Starts, in Node, what tests inside workerd talk to over loopback, and says where it is: `inject('slackControl')`.
 * To add a server: its key in ProvidedContext, and its line in `servers`.
 */
import type { TestProject } from 'vitest/node';
import { startGuardedPrometheus } from './guarded-prometheus.ts';
import { startContractCluster } from './kubernetes.ts';
import { startSlackControl } from './slack-control.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** For remoteSlack(). */
    slackControl: string;
    /** The API that test/contract/cluster.ts is about. */
    clusterApi: string;
    /** The Prometheus that test/contract/metrics.ts is about. */
    prometheusUrl: string;
  }
}

const servers = {
  slackControl: startSlackControl,
  clusterApi: startContractCluster,
  prometheusUrl: () => startGuardedPrometheus(),
};

/** Vitest's globalSetup of the project `workers`; answers its teardown. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const started = await Promise.all(
    Object.entries(servers).map(async ([key, start]) => {
      const server = await start();
      project.provide(key as keyof typeof servers, server.url);
      return server;
    }),
  );
  return async () => {
    await Promise.all(started.map((server) => server.close()));
  };
}

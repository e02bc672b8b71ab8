import { inject } from 'vitest';
import { kubernetesCluster } from '../../src/adapters/kubernetes.ts';
import { clusterContract, contractToken } from '../contract/cluster.ts';

clusterContract('kubernetesCluster in workerd', (options) =>
  kubernetesCluster({ api: inject('clusterApi'), token: () => contractToken, ...options }),
);

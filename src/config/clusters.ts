/** `clusters`: which there are, and where each can be read. */
import * as z from 'zod/mini';
import { address, secretName } from './fields.ts';
import { mapping } from './mapping.ts';

const label = z.string().check(z.regex(/^[a-zA-Z_]\w*$/, 'must be the name of a label'));

const prometheus = mapping({
  url: [address, 'Base address of Prometheus, or of what answers as it does (Thanos, Mimir, VictoriaMetrics).'],
  token: [z.optional(secretName), 'Name of the secret that holds the bearer token for `url`.'],
  labels: [
    z._default(z.record(label, z.string()), {}),
    "Labels that tell this cluster's series apart, where one address has those of several clusters.",
  ],
});

export const cluster = mapping({
  name: [
    z.string().check(z.minLength(1), z.maxLength(63)),
    'The cluster as alerts name it in their `cluster` label, and events in `clusterName`.',
  ],
  aliases: [z._default(z.array(z.string()), []), 'Other names by which alerts may call this cluster.'],
  api: [z.optional(address), 'Base address of the Kubernetes API. Without it, `npm start` uses the kubeconfig.'],
  token: [z.optional(secretName), 'Name of the secret that holds the bearer token for `api`.'],
  certificate_authority: [
    z.optional(z.string()),
    "Path of the cluster's CA certificate (PEM), for an API with a private certificate. Read by `npm start` only.",
  ],
  kubeconfig: [z.optional(z.string()), 'Path of the kubeconfig file. Read by `npm start` only.'],
  context: [z.optional(z.string()), 'Context of the kubeconfig. Read by `npm start` only.'],
  prometheus: [z.optional(prometheus), 'Who is asked what a container used before it stopped. Without it nobody is.'],
});

export const clusters = z.array(cluster).check(z.minLength(1, 'must name at least one cluster'));

/** `clusters`: which there are, and where each can be read. */
import * as z from 'zod';
import { address, secretName } from './fields.ts';

const prometheus = z.strictObject({
  url: address.describe('Base address of Prometheus, or of what answers as it does (Thanos, Mimir, VictoriaMetrics).'),
  token: secretName.optional().describe('Name of the secret that holds the bearer token for `url`.'),
  labels: z
    .record(z.string().regex(/^[a-zA-Z_]\w*$/, 'must be the name of a label'), z.string())
    .default({})
    .describe("Labels that tell this cluster's series apart, where one address has those of several clusters."),
});

export const cluster = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(63)
    .describe('The cluster as alerts name it in their `cluster` label, and events in `clusterName`.'),
  aliases: z.array(z.string()).default([]).describe('Other names by which alerts may call this cluster.'),
  api: address.optional().describe('Base address of the Kubernetes API. Without it, `npm start` uses the kubeconfig.'),
  token: secretName.optional().describe('Name of the secret that holds the bearer token for `api`.'),
  certificate_authority: z
    .string()
    .optional()
    .describe(
      "Path of the cluster's CA certificate (PEM), for an API with a private certificate. Read by `npm start` only.",
    ),
  kubeconfig: z.string().optional().describe('Path of the kubeconfig file. Read by `npm start` only.'),
  context: z.string().optional().describe('Context of the kubeconfig. Read by `npm start` only.'),
  prometheus: prometheus
    .optional()
    .describe('Who is asked what a container used before it stopped. Without it nobody is.'),
});

export const clusters = z
  .array(cluster)
  .min(1, 'must name at least one cluster')
  .describe('The clusters whose alerts come in.');

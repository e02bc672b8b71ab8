/** Which Services send requests to a container: https://kubernetes.io/docs/concepts/services-networking/service/ */
import type { Pod, Seen, Service } from '../types.ts';
import type { SpecSeen } from './pod-spec.ts';

/** True for a Service whose selector the pod's labels fulfil; one without a selector, or an ExternalName, selects nothing. */
export function selects({ spec }: Service, pod: Pod): boolean {
  const wanted = Object.entries(spec?.selector ?? {});
  const labels = pod.metadata?.labels ?? {};
  return spec?.type !== 'ExternalName' && wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
}

/** A Service's way to a container: positions of the Service's port and of the container's. */
export type Way = { service: Seen<Service>; port: number; containerPort: number };

/** The first way to a port that the container declares; `targetPort` is a number, a port's name, or by default the Service's own port. */
export function wayTo(services: Seen<Service>[], { list, spec }: SpecSeen): Way | null {
  if (list !== 'containers') return null;
  for (const service of services) {
    for (const [port, { targetPort, port: own, protocol }] of (service.object.spec?.ports ?? []).entries()) {
      const target = targetPort ?? own;
      const containerPort = (spec.ports ?? []).findIndex(
        (p) =>
          (typeof target === 'number' ? p.containerPort : p.name) === target &&
          (p.protocol ?? 'TCP') === (protocol ?? 'TCP'),
      );
      if (containerPort >= 0) return { service, port, containerPort };
    }
  }
  return null;
}

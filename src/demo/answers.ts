/** What the demo's API sends back, and its refusals in Kubernetes' words (k8s.io/apimachinery, pkg/api/errors). */
import type { Resource } from './resources.ts';
import type { Status } from './snapshot.ts';

export type Answer = { status: number; contentType: string; body: string };

const reasons: Record<number, string> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  410: 'Expired',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

export function json(body: object, status = 200): Answer {
  return { status, contentType: 'application/json', body: JSON.stringify(body) };
}

export function text(body: string): Answer {
  return { status: 200, contentType: 'text/plain', body };
}

/** A Status object of that code. */
export function status(code: number, message: string, details?: object): Status {
  const reason = reasons[code] ?? 'Unknown';
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    ...(details && { details }),
    code,
  };
}

export function refuse(code: number, message: string, details?: object): Answer {
  return json(status(code, message, details), code);
}

/** `pods "x" not found`, `deployments.apps "x" not found` */
export function notFound(resource: Resource, name: string): Answer {
  const { group, plural } = resource;
  const details = { name, ...(group !== '' && { group }), kind: plural };
  return refuse(404, `${group === '' ? plural : `${plural}.${group}`} "${name}" not found`, details);
}

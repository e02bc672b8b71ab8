/** Alerts for a Desk that lives in Node. */
import type { Alert } from '../../src/types.ts';

/** A pod of the shop's crash-loops. */
export const alertOfPod = (pod: string): Alert => ({
  sender: 'alertmanager',
  cluster: 'lab',
  status: 'firing',
  fingerprint: `f-${pod}`,
  startsAt: '2026-11-22T14:04:00Z',
  endsAt: null,
  labels: { alertname: 'KubePodCrashLooping', namespace: 'shop', pod, container: 'app' },
  annotations: {},
  field: 'alerts[0]',
  event: null,
});

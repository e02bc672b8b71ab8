/** Alertmanager's time intervals. */
export type TimeInterval = unknown;

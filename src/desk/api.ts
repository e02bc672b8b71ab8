/** What the worker may ask of a Desk. */
import type { Sample } from '../metrics.ts';
import type { Alert, DeployAnswer, DeploymentNotice } from '../types.ts';
import type { DeskView } from './view.ts';

export type Arrival = {
  alerts: Alert[];
  rejected: { id: string; reason: string; raw: string }[];
  dropped: string | null;
};
export type Receipt = { accepted: number; repeated: number };

/** What the worker may ask of a Desk. */
export type DeskApi = {
  accept(arrival: Arrival): Promise<Receipt>;
  view(): Promise<DeskView>;
  check(): Promise<true>;
  replay(delivery: string | null): Promise<number>;
  /** Takes what a pipeline announces of a deployment. */
  deploy(notice: DeploymentNotice): Promise<DeployAnswer>;
  /** Tells a hidden stop after all; false when there is none of that number. One that was told already stays as it is. */
  raise(id: number): Promise<boolean>;
  /** What /metrics tells of it. */
  metrics(): Promise<Sample[]>;
  /** Counts webhooks that were refused at the door, by reason. */
  refused(counts: Record<string, number>): Promise<void>;
};

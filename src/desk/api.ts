/** What the worker may ask of a Desk. */
import type { Parcel } from '../facts/parcels.ts';
import type { Sample } from '../metrics.ts';
import type { DeployAnswer, DeploymentNotice } from '../types.ts';
import type { DeskView } from './view.ts';

/** What came in with one webhook. `dropped` is the reason of an Event that is no stop. */
export type Arrival = { parcels: Parcel[]; dropped: string | null };
/** How many of its alerts are new, and how many were known. */
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

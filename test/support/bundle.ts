/** Vitest's globalSetup of the project `node`: the worker's bundle, built once for the tests that run the real service. */
import { ensureBundle } from '../../src/cli/bundle.ts';

export const root = `${import.meta.dirname}/../..`;

export async function setup(): Promise<void> {
  await ensureBundle(root, () => {});
}

/**
 * Stands in for undici in workerd bundles: undici compiles WebAssembly at run time, which workerd refuses. Of client-node only
 * dist/gen is used, whose default HTTP library imports `fetch`; lastword hands in its own httpApi, so nothing else is needed.
 */
export const fetch = globalThis.fetch;

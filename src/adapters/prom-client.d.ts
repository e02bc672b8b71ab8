/** The part of prom-client that writes the exposition format; its own types describe only the whole package. */
declare module 'prom-client/lib/registry.js' {
  type Value = { value: number; labels: Record<string, string>; metricName?: string };
  type Family = { name: string; help: string; type: string; values: Value[] };
  const Registry: new () => {
    readonly contentType: string;
    registerMetric(metric: { name: string; get(): Promise<Family> }): void;
    metrics(): Promise<string>;
  };
  export default Registry;
}

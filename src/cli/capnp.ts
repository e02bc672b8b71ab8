/**
 * The configuration of `workerd serve`, in Cap'n Proto text.
 * https://github.com/cloudflare/workerd/blob/main/src/workerd/server/workerd.capnp
 */

/** As wrangler.toml says. */
export const compatibilityDate = '2026-10-20';

export type WorkerdConfig = {
  /** On 127.0.0.1; 0 for any free one. */
  port: number;
  /** Names of the text bindings; their values come from workerd's environment, so that no secret is written to disk. */
  bindings: string[];
  /** The folder `files` beside the configuration is bound as LASTWORD_FILES: what changes in it is seen by the worker. */
  files: boolean;
  /** Files with certificates of private CAs (PEM), relative to the configuration. */
  certificates: string[];
};

/**
 * The text of workerd.capnp. It expects `worker.js` beside it and the state in the folder `../desk` of its working directory.
 * The `uniqueKey` is part of every stored object's identity: another one would be an empty store.
 * @throws Error for a name that could end a quoted text.
 */
export function workerdConfig(options: WorkerdConfig): string {
  const bindings = options.bindings.map((name) => `( name = ${quoted(name)}, fromEnvironment = ${quoted(name)} ),`);
  if (options.files) bindings.push('( name = "LASTWORD_FILES", service = "files" ),');
  const certificates = options.certificates.map((file) => `embed ${quoted(file)}`);
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  # Collects early, and keeps the smaller of two optimising compilers: a storm then needs half as much memory (docs/performance.md).
  v8Flags = ["--max-semi-space-size=4", "--initial-old-space-size=16", "--memory-balancer", "--memory-balancer-c-value=1e-9", "--single-threaded-gc", "--no-turbofan"],
  services = [
    ( name = "lastword", worker = .lastword ),
    ( name = "internet", network = (
        allow = ["public", "private"],
        tlsOptions = ( trustBrowserCas = true, trustedCertificates = [${certificates.join(', ')}] )
    ) ),
    ( name = "desk", disk = ( path = "../desk", writable = true ) ),
    ${options.files ? '( name = "files", disk = ( path = "files" ) ),' : ''}
  ],
  sockets = [ ( name = "http", address = "127.0.0.1:${options.port}", http = (), service = "lastword" ) ],
);

const lastword :Workerd.Worker = (
  modules = [ ( name = "worker.js", esModule = embed "worker.js" ) ],
  compatibilityDate = ${quoted(compatibilityDate)},
  bindings = [
    ( name = "DESK", durableObjectNamespace = "Desk" ),
    ${bindings.join('\n    ')}
  ],
  durableObjectNamespaces = [ ( className = "Desk", uniqueKey = "lastword-desk", enableSql = true ) ],
  durableObjectStorage = ( localDisk = "desk" ),
);
`;
}

function quoted(text: string): string {
  if (!/^[\w.-]+$/.test(text)) throw new Error(`not a name for workerd.capnp: ${text}`);
  return `"${text}"`;
}

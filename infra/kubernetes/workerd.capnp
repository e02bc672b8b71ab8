# `workerd serve -I / /etc/lastword/workerd.capnp` in the container: `-I /` makes the absolute paths below work.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  # Collects early, and keeps the smaller of two optimising compilers: a storm then needs half as much memory (docs/performance.md).
  v8Flags = ["--max-semi-space-size=4", "--initial-old-space-size=16", "--memory-balancer", "--memory-balancer-c-value=1e-9", "--single-threaded-gc", "--no-turbofan"],
  services = [
    ( name = "lastword", worker = .lastword ),
    ( name = "account-added", worker = .account ),
    ( name = "network", network = (
        allow = ["public", "private"],
        tlsOptions = (
          trustBrowserCas = true,
          trustedCertificates = [embed "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt"]
        )
    ) ),
    ( name = "account", disk = ( path = "/var/run/secrets/kubernetes.io/serviceaccount" ) ),
    # The ConfigMap: read while running, so that a change needs no restart.
    ( name = "files", disk = ( path = "/etc/lastword" ) ),
    ( name = "desk", disk = ( path = "/state", writable = true ) ),
  ],
  sockets = [ ( name = "http", address = "*:8780", http = (), service = "lastword" ) ],
);

const lastword :Workerd.Worker = (
  modules = [ ( name = "worker.js", esModule = embed "/opt/lastword/worker.js" ) ],
  compatibilityDate = "2026-10-20",
  globalOutbound = "account-added",
  bindings = [
    ( name = "DESK", durableObjectNamespace = "Desk" ),
    ( name = "LASTWORD_FILES", service = "files" ),
    ( name = "LASTWORD_WEBHOOK_TOKEN", fromEnvironment = "LASTWORD_WEBHOOK_TOKEN" ),
    ( name = "SLACK_BOT_TOKEN", fromEnvironment = "SLACK_BOT_TOKEN" ),
  ],
  # Part of every stored object's identity: never change it.
  durableObjectNamespaces = [ ( className = "Desk", uniqueKey = "lastword-desk", enableSql = true ) ],
  durableObjectStorage = ( localDisk = "desk" ),
);

const account :Workerd.Worker = (
  modules = [ ( name = "account.js", esModule = embed "account.js" ) ],
  compatibilityDate = "2026-10-20",
  globalOutbound = "network",
  bindings = [
    ( name = "API_HOST", text = "kubernetes.default.svc" ),
    ( name = "ACCOUNT", service = "account" ),
    ( name = "NETWORK", service = "network" ),
  ],
);

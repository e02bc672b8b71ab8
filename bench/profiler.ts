/** V8's sampling profiler over workerd's inspector. https://chromedevtools.github.io/devtools-protocol/v8/Profiler/ */

type Frame = { functionName: string; url: string; lineNumber: number };
type Node = { id: number; callFrame: Frame; children?: number[] };
type Sampled = { nodes: Node[]; samples: number[] };

/** Samples in all, those without work, by the stage that was at work (`src/facts` works for others), and by the function on top. */
export type Shares = { all: number; idle: number; byFolder: Map<string, number>; byFunction: Map<string, number> };
/** `named` needs the text of the bundle, in which a comment stands where a module begins. */
export type Profile = { named: (bundle: string) => Shares };

const intervalUs = 500;

/** Starts sampling. `address` is the inspector's. */
export async function profiler(address: string): Promise<{ stop: () => Promise<Profile> }> {
  const targets = (await (await fetch(`http://${address}/json`)).json()) as { webSocketDebuggerUrl: string }[];
  const socket = new WebSocket(targets[0]?.webSocketDebuggerUrl ?? '');
  await new Promise((open, fail) => {
    socket.addEventListener('open', open, { once: true });
    socket.addEventListener('error', fail, { once: true });
  });
  let asked = 0;
  const ask = (method: string, params: object = {}): Promise<unknown> => {
    const id = ++asked;
    return new Promise((answered) => {
      socket.addEventListener('message', function listen({ data }) {
        const message = JSON.parse(String(data)) as { id?: number; result?: unknown };
        if (message.id !== id) return;
        socket.removeEventListener('message', listen);
        answered(message.result);
      });
      socket.send(JSON.stringify({ id, method, params }));
    });
  };
  await ask('Profiler.enable');
  await ask('Profiler.setSamplingInterval', { interval: intervalUs });
  await ask('Profiler.start');
  return {
    stop: async () => {
      const { profile } = (await ask('Profiler.stop')) as { profile: Sampled };
      socket.close();
      return { named: (bundle) => shares(profile, bundle) };
    },
  };
}

/** The module of each line: esbuild writes `// src/app.ts` before a module's code. */
function modulesOf(bundle: string): string[] {
  let now = '(before)';
  return bundle
    .split('\n')
    .map((line) => (now = /^\s*\/\/ ((?:src|functions|node_modules)\/\S+)$/.exec(line)?.[1] ?? now));
}

/** `src/gather`, or the package's name. */
const folderOf = (module: string): string =>
  /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(module)?.[1] ?? module.split('/').slice(0, 2).join('/');

function shares({ nodes, samples }: Sampled, bundle: string): Shares {
  const modules = modulesOf(bundle);
  const moduleOf = ({ url, lineNumber }: Frame): string | null => (url === '' ? null : (modules[lineNumber] ?? null));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node.id] as const)));
  const stack = (id: number | undefined): Frame[] => {
    const node = id === undefined ? undefined : byId.get(id);
    return node ? [node.callFrame, ...stack(parents.get(node.id))] : [];
  };
  const result: Shares = { all: samples.length, idle: 0, byFolder: new Map(), byFunction: new Map() };
  const add = (to: Map<string, number>, name: string): void => void to.set(name, (to.get(name) ?? 0) + 1);
  for (const sample of samples) {
    const frames = stack(sample);
    const [top] = frames;
    if (!top || top.functionName === '(idle)') {
      result.idle++;
      continue;
    }
    const where = moduleOf(top);
    const own = frames.map(moduleOf).filter((module) => module?.startsWith('src/') === true);
    const stage = own.find((module) => module?.startsWith('src/facts/') === false) ?? own[0] ?? where;
    add(result.byFolder, stage ? folderOf(stage) : top.functionName || 'nothing of the project');
    add(result.byFunction, [top.functionName || 'a function', where ?? ''].join(' '));
  }
  return result;
}

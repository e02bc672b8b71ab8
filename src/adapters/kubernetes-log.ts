/** Reads the end of a container's log, as much of it as the kubelet gives whole. */
import type { Cluster, LogRequest } from '../ports.ts';
import type { Reading } from '../types.ts';
import { answered, isNotFound, no } from './kubernetes-answers.ts';
import type { Answer } from './http.ts';
import { ask, type Requests, type Send } from './kubernetes-requests.ts';

const mostLogBytes = 65_536;
/** Shorter tails to ask for when a longer one is cut: the kubelet cuts at the end, where a container's last words are. */
const tails = [200, 40, 8, 1];
const endUnread = 'the end of the log was not read: its last line is longer than the 64 KiB that are asked for';

/**
 * The log's tail; a known null when the API says that there is none. A tail without its end is no answer: of what a container said
 * last, and of its silence, it tells nothing.
 */
export async function readLog(requests: Requests, send: Send, asked: LogRequest): ReturnType<Cluster['log']> {
  const { container, previous } = asked;
  for (const tailLines of tails) {
    const request = requests.log(asked);
    ask(request, { container, previous });
    const path = `${request.path}?container=${container}&previous=${previous}`;
    ask(request, { tailLines, limitBytes: mostLogBytes, timestamps: true });
    const answer = await send('logs', request, 2 * mostLogBytes);
    if (answer.ok && hasNoLog(answer)) return { known: true, value: { path, text: null } };
    const read = answered(answer, 'logs', 'the log is gone', (a): Reading<typeof a> =>
      a.whole ? { known: true, value: a } : no(a.why),
    );
    if (!read.known) return read;
    if (read.value.bytes < mostLogBytes) return { known: true, value: { path, text: read.value.text } };
  }
  return no(endUnread);
}

/** The words are the kubelet's (pkg/kubelet/kubelet_pods.go, kuberuntime_container.go): no field says it. */
function hasNoLog(answer: Answer & { ok: true }): boolean {
  const { status, text } = answer;
  if (status === 200) return text.startsWith('unable to retrieve container logs for');
  if (status === 400) return /previous terminated container .* not found|is waiting to start/.test(text);
  return isNotFound(answer);
}

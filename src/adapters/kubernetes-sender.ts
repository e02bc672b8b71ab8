/** Sends a request to a cluster only while it makes sense: not when it is out, and once more when it was busy and there is time. */
import type { Result } from '../facts/circuit-breaker.ts';
import {
  type Answer,
  calledOff,
  isBusy,
  notSent,
  type Question,
  type Sender,
  type SenderOptions,
  timed,
} from './http.ts';
import { refusal } from './kubernetes-answers.ts';
import type { Connection } from './kubernetes-connection.ts';

export type ClusterSenderOptions = Omit<SenderOptions, 'slots' | 'who'> & {
  connection: Connection;
  deadline?: number | undefined;
};

const who = 'the cluster';
/** When the API does not say how long it wants to be left alone. */
const backOffMs = 500;
/** A second try needs some time to be answered. */
const answerMs = 250;
/** Called off after so long, a request would have been answered by a cluster that is well; a watch is held open for a second. */
const slowMs = ({ kind }: Question): number => (kind === 'watch' ? 2_000 : 1_000);

/**
 * What the API server only passes on: logs are the kubelet's
 * (https://kubernetes.io/docs/concepts/architecture/control-plane-node-communication/#apiserver-to-kubelet), metrics an aggregated server's
 * (https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/apiserver-aggregation/). That those are away is no failure of the
 * cluster, and a second try finds them away still.
 */
const isPassedOn = ({ kind }: Question): boolean => kind === 'logs' || kind === 'podmetrics';

/** A sender that never throws; see `sender` of http.ts. */
export function clusterSender(options: ClusterSenderOptions): Sender {
  const { connection, signal } = options;
  return async (question, maxBytes) => {
    const send = (): Promise<Answer> => admitted(options, question, maxBytes);
    const sent = isPassedOn(question) ? send : () => twice(options, send);
    return (await connection.slots(sent, signal)) ?? notSent(calledOff(who));
  };
}

/** Tries once more what the cluster was too busy for, when it can be done in time. The slot is kept meanwhile: so all ask less. */
async function twice({ signal, deadline }: ClusterSenderOptions, send: () => Promise<Answer>): Promise<Answer> {
  const answer = await send();
  if (deadline === undefined || !answer.ok || !isBusy(answer.status)) return answer;
  const wait = answer.retryAfterMs ?? backOffMs;
  if (Date.now() + wait + answerMs > deadline) return answer;
  await new Promise((resolve) => setTimeout(resolve, wait));
  return signal?.aborted ? answer : send();
}

/** Sends when the circuit breaker lets it, and tells it what came of it. */
async function admitted(options: ClusterSenderOptions, question: Question, maxBytes: number): Promise<Answer> {
  const entered = await options.connection.enter(options.signal);
  if ('why' in entered) return notSent(entered.why);
  const answer = await timed({ ...options, who }, question, maxBytes);
  entered.leave(resultOf(question, answer));
  return answer;
}

/** What an answer says of the cluster's health: whoever refuses (401, 403, 404, 410) is well. */
function resultOf(question: Question, answer: Answer & { ms: number }): Result {
  const retryAfterMs = answer.ok ? answer.retryAfterMs : null;
  const failed = isPassedOn(question) ? 'neither' : 'failed';
  if (answer.ok && isBusy(answer.status))
    return { outcome: failed, why: refusal(answer.status, '', '') ?? answer.why, retryAfterMs };
  if (answer.lost === null) return { outcome: 'well', why: '', retryAfterMs };
  if (answer.lost === 'failed') return { outcome: failed, why: answer.why, retryAfterMs };
  const why = `${who} was too slow to answer`;
  return { outcome: answer.ms < slowMs(question) ? 'neither' : failed, why, retryAfterMs };
}

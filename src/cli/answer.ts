/** What `explain -o json` prints: one object an alert or container. */
import type { Explained } from '../pipeline.ts';
import type { Because, Decision, EndingId, LogTail, Verdict } from '../types.ts';

/** Nulls where nothing applies. `workload` is `Kind/name`; a source's `path` is the object's API path, or what was given. */
export type Answer = {
  namespace: string | null;
  pod: string | null;
  container: string | null;
  workload: string | null;
  /** An id of docs/causes.md; null when nothing that was read decides. */
  cause: string | null;
  ending: EndingId;
  exitCode: number | null;
  verdict: Verdict;
  /** At most 200 characters, true on its own. */
  summary: string;
  because: Because[];
  concerns: { id: string; summary: string; remediation: string[] }[];
  remediation: string[];
  unchecked: { evidence: string; why: string }[];
  /** What becomes of it, by which rule, and every rule that was asked. */
  decision: Decision;
};

/** An answer with what only people are shown. */
export type Told = { answer: Answer; log: LogTail | null };

/** The answer in an explained alert. Node and rollout facts stand behind the lines that prove the cause. */
export function answerOf({ diagnosis, decision }: Explained): Answer {
  const { subject, ending, cause, verdict, summary, because, context, concerns, remediation, unchecked } = diagnosis;
  const { namespace, pod, container, workload } = subject;
  return {
    namespace,
    pod,
    container,
    workload: workload && `${workload.kind}/${workload.name}`,
    cause,
    ending: ending.id,
    exitCode: ending.exitCode,
    verdict,
    summary,
    because: [...because, ...context],
    concerns: concerns.map(({ id, summary: what, remediation: todo }) => ({ id, summary: what, remediation: todo })),
    remediation,
    unchecked,
    decision,
  };
}

/** Evidence → diagnosis. Causes are tried in the order of causes/index.ts: the first that answers is the cause. */
import { endingOf } from '../facts/endings.ts';
import { restartsSeen } from '../facts/restarts.ts';
import { rolloutSeen } from '../facts/rollout-seen.ts';
import { sideOf } from '../facts/split.ts';
import { isEndToCome, neverBegan } from '../facts/terminating.ts';
import { wishesOf } from '../facts/wishes.ts';
import { asSummary } from '../facts/words.ts';
import type { Concern, Diagnosis, Ending, Evidence, EvidenceKind, Finding, Subject, VerdictPolicy } from '../types.ts';
import { ask, type Cause } from './cause.ts';
import { causes } from './causes/index.ts';
import { concerns } from './concerns/index.ts';
import { contextOf } from './context.ts';
import { factsOnly } from './facts-only.ts';
import { revisionOf, sharedOf } from './shared.ts';
import { unanswered } from './unanswered.ts';
import { verdictOf } from './verdict.ts';

type Ground = { subject: Subject; ending: Ending; now: string };

/** What counts where the settings say nothing else: the concerns' and causes' own documents. */
export const ownVerdicts: VerdictPolicy = {
  grave: new Set(concerns.filter((c) => c.grave).map((c) => c.id)),
  causes: new Map(),
};

/** The first cause on the right side of the split that answers. */
function findCause(evidence: Evidence, ground: Ground): { cause: Cause; finding: Finding } | null {
  const side = sideOf(evidence, ground.subject, ground.ending);
  for (const cause of causes.filter((c) => c.side === side || c.side === 'either')) {
    const finding = ask(cause, evidence, ground);
    if (finding) return { cause, finding };
  }
  return null;
}

function findConcerns(evidence: Evidence, ground: Ground): Concern[] {
  return concerns.flatMap((unit) => {
    const finding = ask(unit, evidence, ground);
    return finding ? [{ id: unit.id, ...finding }] : [];
  });
}

/** A stop that was meant and still needs a look: what is grave, or open, goes first, so that the first line says why. */
function withDoubt(summary: string, [first]: string[], ending: Ending): string {
  if (first === undefined || ending.id === 'killed-after-grace') return summary;
  return asSummary(`${first.charAt(0).toUpperCase()}${first.slice(1)}; ${summary}`);
}

/** What could not be read, in the words of whoever refused. */
function uncheckedIn(evidence: Evidence): Diagnosis['unchecked'] {
  return Object.entries(evidence).flatMap(([kind, reading]) =>
    reading.known ? [] : [{ evidence: kind as EvidenceKind, why: reading.why }],
  );
}

/**
 * What made the container stop, how it ended, and whether that was expected.
 * @param now the moment of judging, RFC 3339
 * @param policy what the settings make of concerns and causes
 */
export function diagnose(
  subject: Subject,
  evidence: Evidence,
  now: string,
  policy: VerdictPolicy = ownVerdicts,
): Diagnosis {
  const ending = endingOf(evidence, subject, now);
  const ground = { subject, ending, now };
  const found = findCause(evidence, ground);
  const worries = findConcerns(evidence, ground);
  const { summary, because, remediation } = found?.finding ?? factsOnly(subject, evidence, ending);
  const rollout = rolloutSeen(evidence, ending, now);
  const grave = worries.filter(({ id }) => policy.grave.has(id)).map((worry) => worry.summary);
  const open = unanswered(evidence, subject, rollout);
  const mayBeGood = isEndToCome(evidence.pod, ending, now) || neverBegan(evidence.pod, subject.container);
  const doubts = { endToCome: mayBeGood, unanswered: open.length > 0 };
  return {
    subject,
    cause: found?.cause.id ?? null,
    ending,
    concerns: worries,
    verdict: verdictOf(found?.cause ?? null, ending.id, doubts, worries, policy),
    summary: withDoubt(summary, found?.cause.deliberate ? [...grave, ...open] : [], ending),
    because: [
      ...(open.length > 0 && found?.cause.deliberate ? (rollout?.because ?? []) : []),
      ...because,
      ...ending.because,
    ],
    meant: found?.cause.deliberate ?? null,
    scope: found?.cause.node && subject.node !== null ? 'node' : 'workload',
    shared: sharedOf(found?.cause ?? null, subject, evidence),
    revision: revisionOf(evidence),
    rollout,
    wishes: wishesOf(evidence),
    restarts: restartsSeen(evidence, subject),
    context: contextOf(evidence, subject, ending),
    // What speaks against a stop says most about what to do: a bad release is undone before its log is read.
    remediation: [...new Set([...worries.flatMap((w) => w.remediation), ...remediation])],
    unchecked: uncheckedIn(evidence),
    log: evidence.log.known ? evidence.log.value : null,
  };
}

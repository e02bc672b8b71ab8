/** A deployment → the one message that it has of its own: edited from its start to its end. */
import { statusCommand, undoCommand } from '../facts/patches.ts';
import { type Quality, qualityOf, shutdownsIn } from '../facts/shutdowns.ts';
import { kubectlTarget } from '../facts/words.ts';
import type { DeploymentReport, DeploymentWindow, Message, SlackBlock } from '../types.ts';
import { context } from './blocks.ts';
import { prose } from './escape.ts';
import { messageOf, titled } from './headline.ts';
import { raisedLines, workloadLines } from './kept.ts';
import { calm, shutdownLines, subjectOf, trouble } from './shutdown.ts';
import {
  amber,
  changeLines,
  lengthOf,
  nameOfWindow,
  onTheirOwn,
  stepOf,
  timesOf,
  whoseWindow,
  windowLooks,
} from './window-words.ts';
import { type Look, plural } from './words.ts';

export { speaksUp } from '../facts/shutdowns.ts';
export { composeWindowDigest } from './window-digest.ts';

/** Red stays red; one in which something went wrong is not green. */
function lookOf({ window, told }: DeploymentReport, isWrong: boolean): Look {
  const look = windowLooks[window.state];
  return window.state === 'stuck' || (!isWrong && told === 0) ? look : { ...look, emoji: '🟠', color: amber };
}

/** How it stands, after "revision 41 → 42, ". */
function standing(window: DeploymentWindow): string | null {
  const length = lengthOf(window);
  if (length === null) return null;
  const said: Record<DeploymentWindow['state'], string | null> = {
    running: null,
    finished: `done in ${length}`,
    aborted: `given up after ${length}`,
    // Nobody announced a rollout that the cluster shows: nobody owes a finish.
    expired: `${window.kind === 'announced' ? 'no finish came' : 'not seen to be done'} in ${length}, its window closed by itself`,
    stuck: `its controller gave up after ${length}`,
  };
  return said[window.state];
}

/** `payments-api v1.10: revision 41 → 42, done in 3 minutes, all 3 containers stopped in time, slowest 2.4 s of 30 s.` */
function headline({ window, told, unseen }: DeploymentReport, quality: Quality): string {
  const wrong = trouble(quality);
  const fine = wrong === null ? calm(quality, unseen) : null;
  const parts = [
    stepOf(window),
    window.state === 'running' ? (window.rollout?.change ?? null) : standing(window),
    fine === null ? null : `${window.state === 'running' ? 'so far ' : ''}${fine}`,
    wrong === null ? null : `but ${wrong}`,
    told === 0
      ? null
      : `${plural(told, 'stop')} in it ${told === 1 ? 'was' : 'were'} not expected (${onTheirOwn(told)})`,
  ].filter((part) => part !== null && part !== '');
  const version = window.version === null ? '' : ` ${window.version}`;
  return `${nameOfWindow(window)}${version}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}.`;
}

/** What to do about one that is stuck, or of which no end was told or seen. */
function todo({ kind, id, namespace, workloads, state }: DeploymentWindow): string[] {
  if (state === 'expired' && kind === 'announced')
    return [`let the pipeline say how it ended, also when it fails: \`finish\` or \`abort\` with the id \`${id}\``];
  const [only, ...others] = workloads;
  const subject = others.length === 0 ? subjectOf(namespace, only, null) : null;
  if (!subject) return [];
  const status = state === 'expired' ? statusCommand(subject) : null;
  if (status !== null) return [`how far it is: \`${status}\``];
  if (state !== 'stuck') return [];
  const undo = undoCommand(subject);
  return [
    `what it waits for: \`kubectl -n ${namespace} describe ${kubectlTarget(subject)}\``,
    ...(undo === null ? [] : [`back to the revision before: \`${undo}\``]),
  ];
}

/** The deployment's own message, as it stands. Always within Slack's limits. */
export function composeDeployment(report: DeploymentReport): Message {
  const { window, hidden, unseen } = report;
  const quality = qualityOf(shutdownsIn(report));
  const blocks: SlackBlock[] = [
    ...titled('What changed', changeLines(window)),
    ...titled('Shutdown', shutdownLines(quality)),
    ...titled('Not checked', unseen === null ? [] : [prose(unseen, 400)]),
    ...titled(
      'Do',
      todo(window).map((line) => prose(line, 900)),
    ),
    ...titled('Kept quiet', workloadLines(hidden)),
    ...titled('Since then', raisedLines(hidden)),
    context(...whoseWindow(window)),
    context(...timesOf(window)),
  ];
  return messageOf(lookOf(report, trouble(quality) !== null), headline(report, quality), blocks);
}

/** A deployment window that has closed → what was kept quiet in it, and how shutdown went: calm, or aloud when it must be read. */
import { type Quality, qualityOf, shutdownsIn } from '../facts/shutdowns.ts';
import type { DeploymentReport, DeploymentWindow, HiddenStop, Message, SlackBlock } from '../types.ts';
import { context } from './blocks.ts';
import { prose } from './escape.ts';
import { messageOf, titled } from './headline.ts';
import { alertsOf, keptQuiet, lookOfHidden, raisedLines, ruleLines, toldAfterAll, workloadLines } from './kept.ts';
import { calm, remedies, shutdownLines, trouble } from './shutdown.ts';
import { befell, endingsOf } from './stops.ts';
import { amber, nameOfWindow, onTheirOwn, stepOf, timesOf, whoseWindow, windowLooks } from './window-words.ts';
import { type Look, plural } from './words.ts';

/** Green is for a deployment in which all went as it was meant to: what was told apart is in its first line, too. */
function lookOf({ window, hidden, told }: DeploymentReport, { killed }: Quality, wrong: string | null): Look {
  const look = windowLooks[window.state];
  if (window.state === 'stuck') return look;
  if (wrong !== null) return { emoji: '🟠', word: killed.length > 0 ? 'Investigate' : 'Close call', color: amber };
  if (hidden.length > 0) return told === 0 ? lookOfHidden(hidden) : keptQuiet;
  return told === 0 ? look : { ...look, emoji: '🟠', color: amber };
}

/** ` (revision 41 → 42, aborted)`: a finish is what one expects. */
function inWhat(window: DeploymentWindow): string {
  const parts = [stepOf(window) ?? window.version, window.state === 'finished' ? null : window.state];
  const said = parts.filter((part) => part !== null);
  return said.length === 0 ? '' : ` (${said.join(', ')})`;
}

function headline(report: DeploymentReport, quality: Quality, wrong: string | null): string {
  const { window, hidden, told, unseen } = report;
  const name = nameOfWindow(window);
  const apart = told === 0 ? '' : `, ${told} not expected (${onTheirOwn(told)})`;
  const kept = hidden.length === 0 ? 'nothing' : plural(hidden.length, 'stop');
  const quiet = `${kept} kept quiet${toldAfterAll(hidden)}${apart}`;
  if (wrong !== null) return `${name}: ${wrong}, in its deployment${inWhat(window)}; ${quiet}.`;
  if (hidden.length > 0)
    return `${name}: ${befell(hidden)}${inWhat(window)}, ${endingsOf(hidden)}${toldAfterAll(hidden)}${apart}.`;
  const fine = calm(quality, unseen);
  // One that is stuck or ran out of time may go on: what is over is its window.
  const over = window.state === 'finished' || window.state === 'aborted' ? '' : 'the window of ';
  return `${name}: ${over}its deployment${inWhat(window)} is over${fine === null ? '' : `, ${fine}`}; ${quiet}.`;
}

const countsOf = (hidden: HiddenStop[]): string[] =>
  hidden.length === 0 ? [] : [`${plural(hidden.length, 'stop')} kept quiet, ${alertsOf(hidden)}`];

/** The digest of a deployment window, in the thread of its message or on its own. Always within Slack's limits. */
export function composeWindowDigest(report: DeploymentReport): Message {
  const { window, hidden, unseen } = report;
  const quality = qualityOf(shutdownsIn(report));
  const wrong = trouble(quality);
  const blocks: SlackBlock[] = [
    ...titled('Shutdown', shutdownLines(quality)),
    ...titled('Not checked', unseen === null ? [] : [prose(unseen, 400)]),
    ...titled(
      'Do',
      remedies(report).map((line) => prose(line, 900)),
    ),
    ...titled('Kept quiet', workloadLines(hidden)),
    ...titled('Since then', raisedLines(hidden)),
    ...titled('Why', ruleLines(hidden)),
    context(...whoseWindow(window)),
    context(...countsOf(hidden), ...timesOf(window)),
  ];
  return messageOf(lookOf(report, quality, wrong), headline(report, quality, wrong), blocks);
}

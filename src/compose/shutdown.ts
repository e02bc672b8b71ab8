/** How a deployment's containers were shut down, in words: quiet where all is well, with numbers and commands where it is not. */
import { isDns1123Label, isDns1123Name } from '../facts/names.ts';
import { templatePatch } from '../facts/patches.ts';
import { type Quality, qualityOf, shutdownsIn, tight, wantedSeconds } from '../facts/shutdowns.ts';
import { kubectlTarget } from '../facts/words.ts';
import type { DeploymentReport, Shutdown, Subject } from '../types.ts';
import { code } from './escape.ts';
import { atMost } from './headline.ts';
import { endings, seconds, slowestOf, spent } from './stops.ts';
import { plural } from './words.ts';

const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** The workload as a subject of commands; null for a name that no command should hold, or one without its kind. */
export function subjectOf(namespace: string, workload: string | undefined, container: string | null): Subject | null {
  const [kind, name, ...rest] = workload?.split('/') ?? [];
  if (!kind || !/^[A-Za-z]+$/.test(kind) || !name || rest.length > 0) return null;
  if (!isDns1123Label(namespace) || !isDns1123Name(name)) return null;
  const nobody = { cluster: null, pod: null, uid: null, containers: null, controller: null, node: null };
  const known = container !== null && isDns1123Label(container) ? container : null;
  return { ...nobody, namespace, container: known, workload: { kind, name } };
}

/** What is wrong with it, as the end of a first line; null when nothing is. */
export function trouble({ killed, closest, slowest, total }: Quality): string | null {
  const [first] = killed;
  if (first) {
    const [were, their] = killed.length === 1 ? ['was', 'its'] : ['were', 'their'];
    const same = first.graceSeconds !== null && killed.every((one) => one.graceSeconds === first.graceSeconds);
    const grace = same && first.graceSeconds !== null ? `${seconds(first.graceSeconds)} grace` : 'grace';
    return `${killed.length} of ${plural(total, 'container')} ${were} killed when ${their} ${grace} ended`;
  }
  if (!closest || closest.share <= tight) return null;
  const which = closest.pod === slowest?.pod && total > 1 ? 'the slowest shutdown' : 'a shutdown';
  return `${which} took ${seconds(closest.tookSeconds)} of its ${seconds(closest.graceSeconds)} grace (${percent(closest.share)})`;
}

const containers = (n: number): string => plural(n, 'container');

/** `all 3 containers stopped in time, slowest 2.4 s of 30 s`; null where nothing was seen. Where not all was, it speaks of what was. */
export function calm(quality: Quality, unseen: string | null): string | null {
  const noun = (n: number): string => `${containers(n)}${unseen === null ? '' : ' seen'}`;
  return quality.total === 0 ? null : endings(quality, noun) + slowestOf(quality);
}

const exit = ({ exitCode }: Shutdown): string => (exitCode === null ? '' : `, exit ${exitCode}`);

function killedLine(one: Shutdown): string {
  const took = one.tookSeconds === null ? '' : ` after ${spent({ ...one, tookSeconds: one.tookSeconds })}`;
  return `${code(one.pod)} (${code(one.container)}): killed${took}${exit(one)}`;
}

/** The numbers as lines of markup: counts, p50, the slowest and the closest to its grace by name, each that was killed. */
export function shutdownLines(quality: Quality): string[] {
  const { total, p50Seconds, slowest, closest, killed } = quality;
  if (total === 0) return [];
  const isApart = closest && closest.share > tight && closest.pod !== slowest?.pod;
  const times = [
    ...(p50Seconds === null || total < 2 ? [] : [`p50 ${seconds(p50Seconds)}`]),
    ...(slowest
      ? [`slowest ${spent(slowest)} (${code(slowest.pod)}${slowest.ending === 'killed-after-grace' ? ', killed' : ''})`]
      : ['how long it took was not seen']),
    ...(isApart ? [`closest to its grace ${spent(closest)}, ${percent(closest.share)} (${code(closest.pod)})`] : []),
  ];
  return [`${endings(quality, containers)}; ${times.join(', ')}`, ...atMost(8, killed.map(killedLine), 'container')];
}

/** Whose shutdown it was: of the workload that an alert named with it, or of the deployment's only one. */
function workloadOf({ window, hidden }: DeploymentReport, { pod }: Shutdown): string | undefined {
  const [only, ...others] = window.workloads;
  return hidden.find((stop) => stop.pod === pod)?.workload ?? (others.length === 0 ? only : undefined);
}

/** More time for one workload, as a line of advice in plain text with its command. */
function moreTime(subject: Subject | null, one: Shutdown): string {
  const { ending, tookSeconds, graceSeconds } = one;
  const seen =
    ending === 'killed-after-grace' || tookSeconds === null
      ? `it took all of its ${graceSeconds === null ? 'grace' : seconds(graceSeconds)}; how long it needs was not seen`
      : `it took ${spent({ ...one, tookSeconds })}`;
  const patch =
    subject && graceSeconds !== null
      ? templatePatch(subject, { terminationGracePeriodSeconds: wantedSeconds(graceSeconds) })
      : null;
  const how = patch === null ? 'raise `terminationGracePeriodSeconds` where its spec is made' : `\`${patch}\``;
  return `if it needs the time: ${how} (${seen})`;
}

/** A shell as PID 1 does not pass SIGTERM on: whether there is one can be seen. */
const firstProcess = (subject: Subject): string =>
  `see what gets the SIGTERM: \`kubectl -n ${subject.namespace} exec ${kubectlTarget(subject)} -c ${subject.container} -- cat /proc/1/comm\` (a shell does not pass it on)`;

/** What to do about it, in plain text with commands; nothing where nothing is wrong. */
export function remedies(report: DeploymentReport): string[] {
  const { killed, closest } = qualityOf(shutdownsIn(report));
  const worst = killed.length > 0 ? killed : closest && closest.share > tight ? [closest] : [];
  const firsts = [...Map.groupBy(worst, (one) => workloadOf(report, one)).entries()].slice(0, 3);
  return [
    ...(killed.length > 0
      ? ['let the program stop, or hand its work on, when SIGTERM comes; what it was doing was cut off']
      : []),
    ...firsts.flatMap(([workload, [one]]) => {
      const subject = one ? subjectOf(report.window.namespace, workload, one.container) : null;
      if (!one) return [];
      const look = killed.length > 0 && subject?.container ? [firstProcess(subject)] : [];
      return [...look, moreTime(subject, one)];
    }),
  ];
}

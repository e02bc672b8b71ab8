/** What lastword answers at, for whoever asks elsewhere. */
import { nearest } from './facts/nearest.ts';

/** Those that people and senders are told of; the page's buttons have their own. */
const addresses = [
  '/webhooks/alertmanager',
  '/webhooks/events',
  '/webhooks/deployments',
  '/',
  '/metrics',
  '/healthz',
  '/readyz',
];

/** A path can be as long as a URL. */
const judged = 80;

/** The last word of a path, without slashes at its end: `/webhooks/events/`, `/webhook/events` and `/events` mean the same. */
const lastWord = (path: string): string => path.split('/').findLast((word) => word !== '') ?? '';

/** One sentence on what was probably meant and what there is; a path is not repeated, for its sender may have put a secret into it. */
export function noSuchAddress(path: string): string {
  const word = nearest(lastWord(path).slice(0, judged).toLowerCase(), addresses.map(lastWord).filter(Boolean));
  const meant = word === null ? undefined : addresses.find((address) => lastWord(address) === word);
  return `there is no such address${meant ? `; did you mean ${meant}?` : '.'} There are ${addresses.join(', ')}`;
}

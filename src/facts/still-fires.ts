/** Why a stop is told that was hidden in a deployment: its alert fires on. Once it is over, that is said of the past. */

const fires = 'its alert still fires ';

/** @param when `5 minutes after the deployment ended` */
export const stillFires = (when: string): string => `${fires}${when}`;

/** A reason to tell a stop, true whether its alert fires by now or not. Other reasons stay as they are. */
export const stillFired = (why: string): string =>
  why.startsWith(fires) ? `its alert still fired ${why.slice(fires.length)}` : why;

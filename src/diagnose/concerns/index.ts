/** The concerns: each is true beside the cause. Order is the order in which a message tells them. */
import type { ConcernUnit } from '../cause.ts';
import { graceTooShort } from './grace-too-short.ts';
import { prestopFailed } from './prestop-failed.ts';

export const concerns: readonly ConcernUnit[] = [graceTooShort, prestopFailed];

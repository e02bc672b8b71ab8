/** Exit codes and signals, said as what was seen and never as a textbook meaning. */

/** Linux signal numbers (signal(7), x86 and ARM) that end programs. */
const signals: Record<number, string> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  10: 'SIGUSR1',
  11: 'SIGSEGV',
  12: 'SIGUSR2',
  13: 'SIGPIPE',
  14: 'SIGALRM',
  15: 'SIGTERM',
  24: 'SIGXCPU',
  25: 'SIGXFSZ',
  31: 'SIGSYS',
};

/** The signal that an exit code of 128 + n stands for; null for other codes. */
export function signalOf(exitCode: number): string | null {
  return signals[exitCode - 128] ?? null;
}

const crashes = new Set(['SIGSEGV', 'SIGABRT', 'SIGILL', 'SIGBUS', 'SIGFPE', 'SIGTRAP', 'SIGSYS']);

/** True for the signals by which a program dies of its own mistake, signal(7): nobody asks one to stop with them. */
export const isCrash = (signal: string | null): boolean => signal !== null && crashes.has(signal);

/** `exit 139, SIGSEGV` or `exit 1`. */
export function exitInWords(exitCode: number): string {
  const signal = signalOf(exitCode);
  return signal ? `exit ${exitCode}, ${signal}` : `exit ${exitCode}`;
}

/** Work done for many at once: whoever asks while a round of it is under way waits for the next, and shares that. */

/** Somebody who waits. Exactly one of the two is called. */
export type Asker<Asked, Answer> = { asked: Asked; answer: (answer: Answer) => void; fail: (error: unknown) => void };

/**
 * Answers a function that asks for work. A single asker is served at once, and nobody waits for a clock.
 * @param round answers all who are given to it; the next begins when it has ended. Who was not answered by then hears what it threw.
 */
export function inRounds<Asked, Answer>(
  round: (askers: Asker<Asked, Answer>[]) => Promise<void>,
): (asked: Asked) => Promise<Answer> {
  const waiting: Asker<Asked, Answer>[] = [];
  let underWay = false;
  const serve = async (): Promise<void> => {
    underWay = true;
    while (waiting.length > 0) {
      const askers = waiting.splice(0);
      await round(askers).catch((error: unknown) => askers.forEach(({ fail }) => fail(error)));
    }
    underWay = false;
  };
  return (asked) =>
    new Promise((answer, fail) => {
      waiting.push({ asked, answer, fail });
      if (!underWay) void serve();
    });
}

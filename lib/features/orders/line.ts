import { setImmediate as immediate } from "node:timers/promises";

interface Waiting<Asked, Answer> {
  readonly asked: Asked;
  tell(answer: Answer): void;
  fail(error: unknown): void;
}

/** Questions that wait at the same moment are answered together, `most` of them at once: who asks while others are answered comes with the next. */
export class Line<Asked, Answer> {
  #waiting: Waiting<Asked, Answer>[] = [];
  #serving = false;

  /** @param answer the answers in the order of what was asked */
  constructor(
    private readonly most: number,
    private readonly answer: (asked: readonly Asked[]) => Promise<readonly Answer[]>,
  ) {}

  ask(asked: Asked): Promise<Answer> {
    return new Promise((tell, fail) => {
      this.#waiting.push({ asked, tell, fail });
      if (!this.#serving) void this.#serve();
    });
  }

  async #serve(): Promise<void> {
    this.#serving = true;
    while (this.#waiting.length > 0) {
      // Others may be about to ask.
      await immediate();
      const part = this.#waiting.splice(0, this.most);
      try {
        const answers = await this.answer(part.map(({ asked }) => asked));
        for (const [at, one] of part.entries()) {
          const answer = answers[at];
          if (answer === undefined) one.fail(new Error("a question in a line was not answered"));
          else one.tell(answer);
        }
      } catch (error) {
        for (const { fail } of part) fail(error);
      }
    }
    // In the same breath as the look at its length: whoever asks from now on is served anew.
    this.#serving = false;
  }
}

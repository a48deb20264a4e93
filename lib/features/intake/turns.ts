/**
 * Lets at most `width` pieces of work run at once and those of one key one after the other, in the order they came. Each turn holds a database
 * connection while the verbs it calls take others: more turns than a part of the pool could starve it.
 */
export function createTurns(width: number): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  const waiting: (() => void)[] = [];
  let running = 0;

  const enter = async (): Promise<void> => {
    if (running >= width) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
  };
  const leave = (): void => {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  };

  return async (key, work) => {
    const before = last.get(key) ?? Promise.resolve();
    const turn = before.then(async () => {
      await enter();
      try {
        return await work();
      } finally {
        leave();
      }
    });
    const quiet = turn.catch(() => undefined);
    last.set(key, quiet);
    try {
      return await turn;
    } finally {
      if (last.get(key) === quiet) last.delete(key);
    }
  };
}

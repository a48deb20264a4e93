/** Work that runs so many at a time, the others in the order in which they came. */
export class Slots {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(count: number) {
    this.#free = count;
  }

  /** Once `hurry` is settled it waits no longer for a place: the work runs beside the others. */
  async run<T>(work: () => Promise<T>, hurry: Promise<void> | null = null): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else if (!(await this.#place(hurry))) return work();
    try {
      return await work();
    } finally {
      // Whoever waits takes over the place; it is free only when nobody does.
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }

  /** @returns whether a place was given over; false: it was in a hurry first */
  #place(hurry: Promise<void> | null): Promise<boolean> {
    return new Promise((resolve) => {
      const go = () => resolve(true);
      this.#waiting.push(go);
      void hurry?.then(() => {
        const at = this.#waiting.indexOf(go);
        if (at < 0) return;
        this.#waiting.splice(at, 1);
        resolve(false);
      });
    });
  }
}

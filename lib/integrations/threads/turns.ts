/** A queue in which those who wait take turns: the next item is of the one who was served longest ago, his first. */
export class Turns<Item> {
  /** In the order of service: who is first is next. */
  readonly #lines = new Map<string, Item[]>();

  add(turn: string, item: Item): void {
    const line = this.#lines.get(turn);
    if (line === undefined) this.#lines.set(turn, [item]);
    else line.push(item);
  }

  take(): Item | null {
    const [first] = this.#lines;
    if (first === undefined) return null;
    const [turn, line] = first;
    const item = line.shift();
    this.#lines.delete(turn);
    if (line.length > 0) this.#lines.set(turn, line); // at the end: the others come first
    return item ?? null;
  }

  /** @returns whether it was still waiting */
  remove(item: Item): boolean {
    for (const [turn, line] of this.#lines) {
      const at = line.indexOf(item);
      if (at < 0) continue;
      line.splice(at, 1);
      if (line.length === 0) this.#lines.delete(turn);
      return true;
    }
    return false;
  }

  drain(): Item[] {
    const all = [...this.#lines.values()].flat();
    this.#lines.clear();
    return all;
  }
}

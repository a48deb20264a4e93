/** More would scroll the first, telling ones off the screen. */
const SHOWN = 10;

/** A file that is none is given up after so many of them, not read to its end. */
const COUNTED = 1_000;

/** The bad rows of a file: the first ten by place and cause, the rest counted. */
export class RowFaults {
  readonly #shown: string[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** There are so many that the rest need not be read. */
  get isHopeless(): boolean {
    return this.#count >= COUNTED;
  }

  note(place: string, fault: string): void {
    this.#count += 1;
    if (this.#shown.length < SHOWN) this.#shown.push(`${place}: ${fault}`);
  }

  text(): string {
    const more = this.#count - this.#shown.length;
    const rest = more === 0 ? "" : `; and ${more} more bad ${more === 1 ? "row" : "rows"}`;
    return `${this.#shown.join("; ")}${rest}${this.isHopeless ? ", then it was given up" : ""}`;
  }
}

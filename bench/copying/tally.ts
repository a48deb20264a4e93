/** Requests as they leave. */
export class Tally {
  #requests = 0;
  #weight = 0;

  count(weight: number): void {
    this.#requests += 1;
    this.#weight += weight;
  }

  begin(): void {
    this.#requests = 0;
    this.#weight = 0;
  }

  tell(): string {
    return `${this.#requests} / ${Number(this.#weight.toFixed(1))}`;
  }
}

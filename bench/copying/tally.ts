import type { BudgetTerms } from "@/lib/integrations/ccxt/trade/request-budget";

/** Requests as they leave, and by them how full the budget is that they are taken from. */
export class Tally {
  readonly #terms: BudgetTerms;
  #requests = 0;
  #weight = 0;
  #left: number;
  #at = performance.now();

  constructor(terms: BudgetTerms) {
    this.#terms = terms;
    this.#left = terms.burst;
  }

  count(weight: number): void {
    this.#requests += 1;
    this.#weight += weight;
    this.#fill();
    this.#left -= weight;
  }

  begin(): void {
    this.#requests = 0;
    this.#weight = 0;
  }

  tell(): string {
    return `${this.#requests} / ${Number(this.#weight.toFixed(1))}`;
  }

  /** Looks around the accounts, which never end, take a part of it. */
  isFull(): boolean {
    this.#fill();
    return this.#left >= this.#terms.burst * 0.9;
  }

  #fill(): void {
    const now = performance.now();
    this.#left = Math.min(this.#terms.burst, this.#left + ((now - this.#at) / 1_000) * this.#terms.perSecond);
    this.#at = now;
  }
}

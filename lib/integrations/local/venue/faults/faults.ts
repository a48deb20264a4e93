import type { Op } from "../protocol.ts";
import type { FaultKind, FaultRule } from "./fault.ts";

export interface Target {
  readonly exchange: string;
  readonly account: string | null;
  readonly op: Op;
  readonly symbol: string | null;
}

interface Armed {
  readonly id: number;
  readonly rule: FaultRule;
  skip: number;
  left: number;
}

/** Faults that wait for their call, and how often each kind has struck. */
export class Faults {
  readonly #armed: Armed[] = [];
  readonly #hits = new Map<FaultKind, number>();
  #lastId = 0;

  arm(rule: FaultRule): number {
    this.#lastId += 1;
    this.#armed.push({ id: this.#lastId, rule, skip: rule.skip ?? 0, left: rule.times ?? 1 });
    return this.#lastId;
  }

  /** @param id undefined: all of them */
  disarm(id?: number): void {
    for (let i = this.#armed.length - 1; i >= 0; i -= 1)
      if (id === undefined || this.#armed[i]?.id === id) this.#armed.splice(i, 1);
  }

  /** The first armed fault of these kinds that fits, used up by one and counted; null: none strikes. */
  take(kinds: readonly FaultKind[], target: Target): FaultRule | null {
    for (const [index, armed] of this.#armed.entries()) {
      if (!kinds.includes(armed.rule.kind) || !fits(armed.rule, target)) continue;
      if (armed.skip > 0) {
        armed.skip -= 1;
        continue;
      }
      armed.left -= 1;
      if (armed.left <= 0) this.#armed.splice(index, 1);
      this.count(armed.rule.kind);
      return armed.rule;
    }
    return null;
  }

  count(kind: FaultKind): void {
    this.#hits.set(kind, (this.#hits.get(kind) ?? 0) + 1);
  }

  waiting(): readonly { readonly id: number; readonly rule: FaultRule }[] {
    return this.#armed.map(({ id, rule }) => ({ id, rule }));
  }

  hits(): Readonly<Partial<Record<FaultKind, number>>> {
    return Object.fromEntries(this.#hits);
  }
}

function fits(rule: FaultRule, target: Target): boolean {
  return (
    (rule.exchange === undefined || rule.exchange === target.exchange) &&
    (rule.account === undefined || rule.account === target.account) &&
    (rule.op === undefined || rule.op === target.op) &&
    (rule.symbol === undefined || rule.symbol.replace(/\/|:.*$/g, "") === target.symbol)
  );
}

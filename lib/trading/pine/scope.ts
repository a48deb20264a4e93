import type { Slot } from "./run.ts";
import type { Statement } from "./syntax.ts";

export type FunctionStatement = Extract<Statement, { is: "function" }>;

/** Names of one block; what is not there is looked for in the block around it. */
export class Scope {
  readonly #slots = new Map<string, Slot>();
  readonly #functions = new Map<string, FunctionStatement>();
  readonly #around: Scope | null;

  constructor(around: Scope | null) {
    this.#around = around;
  }

  /** A new place under this name, in this block. */
  declare(name: string): Slot {
    const slot: Slot = { value: Number.NaN, history: null };
    this.#slots.set(name, slot);
    return slot;
  }

  find(name: string): Slot | null {
    return this.#slots.get(name) ?? this.#around?.find(name) ?? null;
  }

  /** The script's own level, where functions see their names. */
  root(): Scope {
    return this.#around?.root() ?? this;
  }

  define(statement: FunctionStatement): void {
    this.#functions.set(statement.name, statement);
  }

  functionOf(name: string): FunctionStatement | null {
    return this.#functions.get(name) ?? this.#around?.functionOf(name) ?? null;
  }
}

import { PineFault } from "./fault.ts";
import type { Argument, Expression, Statement } from "./syntax.ts";
import type { Token } from "./tokens.ts";

/** Binds looser the farther in front; all of a row go from left to right. */
const LEVELS: readonly (readonly string[])[] = [
  ["or"],
  ["and"],
  ["==", "!="],
  ["<", "<=", ">", ">="],
  ["+", "-"],
  ["*", "/", "%"],
];
/** A script that nests deeper is no strategy. */
const DEPTH_MAX = 200;

/** Tokens from the next one on, and what an expression is made of. Statements are read by `ScriptParser`. */
export class ExpressionParser {
  readonly tokens: readonly Token[];
  at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  look(ahead = 0): Token {
    const last = this.tokens[this.tokens.length - 1];
    const token = this.tokens[this.at + ahead] ?? last;
    if (token === undefined) throw new PineFault(1, "the script is empty");
    return token;
  }

  next(): Token {
    const token = this.look();
    this.at += 1;
    return token;
  }

  is(text: string, ahead = 0): boolean {
    const token = this.look(ahead);
    return token.text === text && (token.kind === "op" || token.kind === "name");
  }

  take(text: string): boolean {
    if (!this.is(text)) return false;
    this.at += 1;
    return true;
  }

  expect(text: string): void {
    if (!this.take(text)) this.refuse(`${text} is expected`);
  }

  refuse(words: string): never {
    const { kind, text, line } = this.look();
    const found = text === "" ? { newline: "the end of the line", indent: "a block" }[kind as "newline"] : text;
    throw new PineFault(line, `${words}, not ${found ?? "the end of a block"}`);
  }

  name(): string {
    if (this.look().kind !== "name") this.refuse("a name is expected");
    return this.next().text;
  }

  expression(): Expression {
    const { line } = this.look();
    if (++this.#depth > DEPTH_MAX) throw new PineFault(line, "it is nested too deeply");
    const when = this.#binary(0);
    this.#depth -= 1;
    if (!this.take("?")) return when;
    const chosen = this.expression();
    this.expect(":");
    return { is: "choice", line, when, chosen: [alone(chosen)], otherwise: [alone(this.expression())] };
  }

  #binary(level: number): Expression {
    const ops = LEVELS[level];
    if (ops === undefined) return this.#unary();
    let left = this.#binary(level + 1);
    for (let op = ops.find((text) => this.is(text)); op !== undefined; op = ops.find((text) => this.is(text))) {
      const { line } = this.next();
      left = { is: "binary", line, op, left, right: this.#binary(level + 1) };
    }
    return left;
  }

  #unary(): Expression {
    const { line } = this.look();
    for (const op of ["-", "+", "not"]) if (this.take(op)) return { is: "unary", line, op, of: this.#unary() };
    return this.#ago();
  }

  #ago(): Expression {
    let of = this.#primary();
    while (this.is("[")) {
      const { line } = this.next();
      const bars = this.expression();
      this.expect("]");
      of = { is: "ago", line, of, bars };
    }
    return of;
  }

  #primary(): Expression {
    const { kind, text, line } = this.look();
    if (this.take("(")) {
      const inner = this.expression();
      this.expect(")");
      return inner;
    }
    if (this.take("[")) return { is: "tuple", line, items: this.#list("]") };
    if (kind !== "number" && kind !== "string" && kind !== "name") this.refuse("a value is expected");
    this.at += 1;
    if (kind === "number") return { is: "value", line, value: Number(text) };
    if (kind === "string") return { is: "value", line, value: text };
    if (text === "true" || text === "false") return { is: "value", line, value: text === "true" };
    return this.take("(") ? { is: "call", line, name: text, args: this.#args() } : { is: "name", line, name: text };
  }

  #list(end: string): Expression[] {
    const items: Expression[] = [];
    while (!this.take(end)) {
      items.push(this.expression());
      if (!this.is(end)) this.expect(",");
    }
    return items;
  }

  #args(): Argument[] {
    const args: Argument[] = [];
    while (!this.take(")")) {
      const name = this.look().kind === "name" && this.is("=", 1) ? this.name() : null;
      if (name !== null) this.expect("=");
      args.push({ name, value: this.expression() });
      if (!this.is(")")) this.expect(",");
    }
    return args;
  }
}

/** A value as the whole of a block. */
export function alone(value: Expression): Statement {
  return { is: "expression", line: value.line, value };
}

import { PineFault } from "./fault.ts";
import { alone, ExpressionParser } from "./parse-expression.ts";
import type { Case, Expression, Script, Statement } from "./syntax.ts";
import { tokensOf } from "./tokens.ts";

const TYPES = new Set(["int", "float", "bool", "string", "color", "series", "simple", "const"]);
const NOT_READ = new Set(["while", "varip", "import", "export", "type", "method", "enum", "break", "continue"]);
const CHANGES = ["=", ":=", "+=", "-=", "*=", "/=", "%="];

/** @throws PineFault with the line of the first thing that is none of the language that we read (docs/strategies.md) */
export function parseScript(text: string): Script {
  const version = Number(/^\s*\/\/\s*@version\s*=\s*(\d+)/m.exec(text)?.[1] ?? 0);
  if (version !== 5 && version !== 6) {
    throw new PineFault(1, `//@version=6 (or 5) is expected${version === 0 ? "" : `, not ${version}`}`);
  }
  const parser = new ScriptParser(tokensOf(text));
  return { version, statements: parser.statements("end") };
}

class ScriptParser extends ExpressionParser {
  /** Statements up to the end of the script or of the block. */
  statements(end: "end" | "dedent"): Statement[] {
    const found: Statement[] = [];
    while (this.look().kind !== end) {
      if (this.look().kind === "newline") this.at += 1;
      else found.push(this.#statement());
    }
    this.at += 1;
    return found;
  }

  #statement(): Statement {
    const { kind, text, line } = this.look();
    if (kind === "name" && NOT_READ.has(text)) throw new PineFault(line, `${text} is not supported`);
    if (this.is("for")) return this.#loop();
    if (this.#beginsFunction()) return this.#function();
    const kept = this.take("var");
    while (TYPES.has(this.look().text) && this.look(1).kind === "name") this.at += 1;
    const names = this.#namesBefore();
    if (names === null) return alone(this.#ended(this.#value()));
    const op = this.next().text;
    return { is: "assign", line, names, op, kept, value: this.#ended(this.#value()) };
  }

  /** The names of `a = ` or `[a, b] = `, taken; null when no assignment begins here. */
  #namesBefore(): string[] | null {
    if (this.look().kind === "name" && CHANGES.some((op) => this.is(op, 1))) return [this.name()];
    if (!this.is("[")) return null;
    let ahead = 1;
    const names: string[] = [];
    while (this.look(ahead).kind === "name") {
      names.push(this.look(ahead).text);
      ahead += 1;
      if (this.is(",", ahead)) ahead += 1;
    }
    if (!this.is("]", ahead) || !this.is("=", ahead + 1)) return null;
    this.at += ahead + 1;
    return names;
  }

  /** An expression, or an `if` or `switch` with its blocks. */
  #value(): Expression {
    if (this.is("if")) return this.#choice();
    if (this.is("switch")) return this.#switch();
    return this.expression();
  }

  /** What ended with a block has no end of line behind it. */
  #ended(value: Expression): Expression {
    if (this.tokens[this.at - 1]?.kind === "dedent" || this.look().kind === "end") return value;
    if (this.look().kind !== "newline") this.refuse("the end of the line is expected");
    this.at += 1;
    return value;
  }

  #choice(): Expression {
    const { line } = this.next();
    const when = this.expression();
    const chosen = this.#block();
    if (!this.take("else")) return { is: "choice", line, when, chosen, otherwise: [] };
    const otherwise = this.is("if") ? [alone(this.#choice())] : this.#block();
    return { is: "choice", line, when, chosen, otherwise };
  }

  #switch(): Expression {
    const { line } = this.next();
    const on = this.look().kind === "newline" ? null : this.expression();
    this.#enter();
    const cases: Case[] = [];
    while (this.look().kind !== "dedent") {
      if (this.look().kind === "newline") {
        this.at += 1;
        continue;
      }
      const when = this.is("=>") ? null : this.expression();
      this.expect("=>");
      cases.push({ when, body: this.#body() });
    }
    this.at += 1;
    return { is: "switch", line, on, cases };
  }

  #loop(): Statement {
    const { line } = this.next();
    const name = this.name();
    this.expect("=");
    const from = this.expression();
    this.expect("to");
    const to = this.expression();
    const by = this.take("by") ? this.expression() : null;
    return { is: "for", line, name, from, to, by, body: this.#block() };
  }

  /** Whether `name(…) =>` comes. */
  #beginsFunction(): boolean {
    if (this.look().kind !== "name" || !this.is("(", 1)) return false;
    let ahead = 2;
    for (let depth = 1; depth > 0; ahead += 1) {
      if (this.look(ahead).kind === "end") return false;
      if (this.is("(", ahead)) depth += 1;
      if (this.is(")", ahead)) depth -= 1;
    }
    return this.is("=>", ahead);
  }

  #function(): Statement {
    const { line, text: name } = this.next();
    this.expect("(");
    const parameters: string[] = [];
    while (!this.take(")")) {
      while (TYPES.has(this.look().text) && this.look(1).kind === "name") this.at += 1;
      parameters.push(this.name());
      if (!this.is(")")) this.expect(",");
    }
    this.expect("=>");
    return { is: "function", line, name, parameters, body: this.#body() };
  }

  /** A block, or one value on the same line. */
  #body(): Statement[] {
    if (this.look().kind === "newline") return this.#block();
    return [this.#statement()];
  }

  #block(): Statement[] {
    this.#enter();
    return this.statements("dedent");
  }

  #enter(): void {
    if (this.look().kind === "newline") this.at += 1;
    if (this.look().kind !== "indent") this.refuse("a block of four more blanks is expected");
    this.at += 1;
  }
}

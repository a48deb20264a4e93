import { MEMORY_CALLS, namedStudy, studyCall } from "./compile-calls.ts";
import { BAR_NAMES, constantOf, TA_NAMES } from "./constants.ts";
import { PineFault } from "./fault.ts";
import { inputEval, isInput } from "./inputs.ts";
import { PLAIN_CALLS } from "./math-calls.ts";
import { binaryOf } from "./operators.ts";
import { ORDER_CALLS } from "./order-calls.ts";
import { type Eval, type Given, isTrue, type NumberEval, numberOf, type PineRun } from "./run.ts";
import { type FunctionStatement, Scope } from "./scope.ts";
import type { Call, Expression, Statement } from "./syntax.ts";
import { TA_CALLS } from "./ta-calls.ts";

/** What draws or tells and changes no order. */
const DRAWING = new Set(
  "plot plotshape plotchar plotarrow plotbar plotcandle hline fill bgcolor barcolor alert alertcondition".split(" "),
);
const NESTED_CALLS_MAX = 50;
const ROUNDS_MAX = 100_000;
const nothing: Eval = () => Number.NaN;

/** Makes a script into functions that are called once a bar. Each call in the script has its own memory, also one inside a function. */
export class Compiler {
  readonly run: PineRun;

  constructor(run: PineRun) {
    this.run = run;
  }

  number(node: Expression, scope: Scope): NumberEval {
    const value = this.evaluate(node, scope);
    return () => numberOf(value(), node.line);
  }

  evaluate(node: Expression, scope: Scope): Eval {
    switch (node.is) {
      case "value":
        return () => node.value;
      case "name":
        return this.#name(node.name, node.line, scope);
      case "unary":
        return this.#unary(node.op, node.of, scope);
      case "binary":
        return this.#binary(node, scope);
      case "ago":
        return this.#ago(node, scope);
      case "call":
        return this.#call(node, scope);
      case "tuple": {
        const items = node.items.map((item) => this.evaluate(item, scope));
        return () => items.map((item) => single(item(), node.line));
      }
      case "choice": {
        const when = this.evaluate(node.when, scope);
        const chosen = this.block(node.chosen, new Scope(scope));
        const otherwise = this.block(node.otherwise, new Scope(scope));
        return () => (isTrue(when()) ? chosen() : otherwise());
      }
      case "switch":
        return this.#switch(node, scope);
    }
  }

  /** All statements one after the other; the value is the last one's. */
  block(statements: readonly Statement[], scope: Scope): Eval {
    const evals = statements.map((statement) => this.#statement(statement, scope));
    const [only] = evals;
    if (evals.length <= 1) return only ?? nothing;
    return () => {
      let value: Given = Number.NaN;
      for (const one of evals) value = one();
      return value;
    };
  }

  #statement(statement: Statement, scope: Scope): Eval {
    switch (statement.is) {
      case "expression":
        return this.evaluate(statement.value, scope);
      case "function":
        scope.define(statement);
        return nothing;
      case "assign":
        return this.#assign(statement, scope);
      case "for":
        return this.#loop(statement, scope);
    }
  }

  #assign(statement: Extract<Statement, { is: "assign" }>, scope: Scope): Eval {
    const { names, op, kept, line } = statement;
    const [name = ""] = names;
    const value = this.evaluate(statement.value, scope);
    if (op === "=") return this.#declare(names, kept, value, line, scope);
    const slot = scope.find(name);
    if (slot === null) throw new PineFault(line, `${name} is not known; = makes a name, ${op} changes one`);
    if (op === ":=") {
      return () => {
        slot.value = value();
        return slot.value;
      };
    }
    const change = binaryOf(op.slice(0, 1), line);
    return () => {
      slot.value = change(slot.value, value());
      return slot.value;
    };
  }

  #declare(names: readonly string[], kept: boolean, value: Eval, line: number, scope: Scope): Eval {
    const slots = names.map((name) => scope.declare(name));
    const [slot] = slots;
    let begun = false;
    if (slots.length === 1 && slot !== undefined) {
      return () => {
        if (!(kept && begun)) slot.value = value();
        begun = true;
        return slot.value;
      };
    }
    return () => {
      const given = value();
      if (typeof given !== "object" || given.length !== slots.length)
        throw new PineFault(line, `${slots.length} values are expected for [${names.join(", ")}]`);
      for (const [place, one] of slots.entries()) one.value = given[place] ?? Number.NaN;
      return given;
    };
  }

  #loop(statement: Extract<Statement, { is: "for" }>, scope: Scope): Eval {
    const from = this.number(statement.from, scope);
    const to = this.number(statement.to, scope);
    const by = statement.by === null ? null : this.number(statement.by, scope);
    const inner = new Scope(scope);
    const slot = inner.declare(statement.name);
    const body = this.block(statement.body, inner);
    return () => {
      const [first, last] = [from(), to()];
      const step = Math.abs(by?.() ?? 1);
      const rounds = Math.floor(Math.abs(last - first) / step);
      if (!(rounds < ROUNDS_MAX)) throw new PineFault(statement.line, `more than ${ROUNDS_MAX} rounds at one bar`);
      let value: Given = Number.NaN;
      for (let round = 0; round <= rounds; round += 1) {
        slot.value = first + (last < first ? -step : step) * round;
        value = body();
      }
      return value;
    };
  }

  #switch(node: Extract<Expression, { is: "switch" }>, scope: Scope): Eval {
    const on = node.on === null ? null : this.evaluate(node.on, scope);
    const cases = node.cases.map(({ when, body }) => ({
      when: when === null ? null : this.evaluate(when, scope),
      body: this.block(body, new Scope(scope)),
    }));
    return () => {
      const wanted = on?.();
      const found = cases.find(({ when }) => when === null || (on === null ? isTrue(when()) : when() === wanted));
      return found?.body() ?? Number.NaN;
    };
  }

  #name(name: string, line: number, scope: Scope): Eval {
    const slot = scope.find(name);
    if (slot !== null) return () => slot.value;
    const { run } = this;
    const ofBar = BAR_NAMES[name];
    if (ofBar !== undefined) return () => ofBar(run.view, run);
    const constant = constantOf(name);
    if (constant !== undefined) return () => constant;
    const study = TA_NAMES[name];
    if (study !== undefined) return namedStudy(this, study());
    throw new PineFault(line, name.includes(".") ? `${name} is not supported` : `${name} is not known`);
  }

  #unary(op: string, of: Expression, scope: Scope): Eval {
    const value = this.evaluate(of, scope);
    if (op === "not") return () => !isTrue(value());
    return op === "-" ? () => -numberOf(value(), of.line) : () => numberOf(value(), of.line);
  }

  #binary({ op, left, right, line }: Extract<Expression, { is: "binary" }>, scope: Scope): Eval {
    const a = this.evaluate(left, scope);
    const b = this.evaluate(right, scope);
    if (op === "and" || op === "or") {
      const ends = op === "or";
      // version 6 does not look at the second where the first has decided; version 5 always does, so that its indicators see each bar
      if (this.run.version === 6) return () => (isTrue(a()) === ends ? ends : isTrue(b()));
      return () => {
        const first = isTrue(a());
        const second = isTrue(b());
        return ends ? first || second : first && second;
      };
    }
    const isWhole = (node: Expression): boolean => node.is === "value" && Number.isInteger(node.value);
    if (op === "/" && this.run.version === 5 && isWhole(left) && isWhole(right))
      return () => Math.trunc(numberOf(a(), line) / numberOf(b(), line));
    const compute = binaryOf(op, line);
    return () => compute(a(), b());
  }

  /** A value of an earlier bar: of a name at its close, of anything else at the time before when it was asked for. */
  #ago({ of, bars, line }: Extract<Expression, { is: "ago" }>, scope: Scope): Eval {
    const back = this.number(bars, scope);
    const distance = (): number => {
      const value = back();
      if (Number.isInteger(value) && value >= 0) return value;
      throw new PineFault(line, `[${value}]: a whole number of bars from 0 on`);
    };
    const slot = of.is === "name" ? scope.find(of.name) : null;
    if (slot !== null) {
      slot.history ??= [];
      if (!this.run.slots.includes(slot)) this.run.slots.push(slot);
      return () => {
        const ago = distance();
        return ago === 0 ? slot.value : (slot.history?.at(-ago) ?? Number.NaN);
      };
    }
    const column = of.is === "name" ? this.run.columns[of.name] : undefined;
    if (column !== undefined) return () => column[column.length - 1 - distance()] ?? Number.NaN;
    const value = this.evaluate(of, scope);
    const kept: Given[] = [];
    return () => {
      kept.push(value());
      return kept[kept.length - 1 - distance()] ?? Number.NaN;
    };
  }

  #call(call: Call, scope: Scope): Eval {
    const { name, line } = call;
    const own = scope.functionOf(name);
    if (own !== null) return this.#ownCall(own, call, scope);
    if (DRAWING.has(name) || name === "strategy") return nothing;
    const order = ORDER_CALLS[name];
    if (order !== undefined) return order(this, scope, call);
    const memory = MEMORY_CALLS[name];
    if (memory !== undefined) return memory(this, scope, call);
    const study = TA_CALLS[name];
    if (study !== undefined) return studyCall(this, scope, call, study);
    const plain = PLAIN_CALLS[name];
    if (plain !== undefined) return this.#plainCall(call, plain, scope);
    if (isInput(call)) return inputEval(this, scope, call);
    throw new PineFault(line, `${name}() is not supported`);
  }

  #plainCall(call: Call, { least, most, call: compute }: (typeof PLAIN_CALLS)[string], scope: Scope): Eval {
    const { length } = call.args;
    if (length < least || length > most)
      throw new PineFault(call.line, `${call.name} takes ${least === most ? least : `${least} to ${most}`} arguments`);
    const args = call.args.map(({ value }) => this.evaluate(value, scope));
    return () =>
      compute(
        args.map((arg) => arg()),
        call.line,
      );
  }

  /** The function's body once more for this very call, so that it has a memory of its own, as in Pine. */
  #ownCall({ parameters, body, name }: FunctionStatement, call: Call, scope: Scope): Eval {
    if (call.args.length !== parameters.length || call.args.some((arg) => arg.name !== null))
      throw new PineFault(call.line, `${name} takes ${parameters.length} arguments by place`);
    const args = call.args.map(({ value }) => this.evaluate(value, scope));
    const inner = new Scope(scope.root());
    const slots = parameters.map((parameter) => inner.declare(parameter));
    this.run.depth += 1;
    if (this.run.depth > NESTED_CALLS_MAX) throw new PineFault(call.line, `${name} calls itself`);
    const run = this.block(body, inner);
    this.run.depth -= 1;
    return () => {
      const values = args.map((arg) => arg());
      for (const [place, slot] of slots.entries()) slot.value = values[place] ?? Number.NaN;
      return run();
    };
  }
}

function single(given: Given, line: number): number | string | boolean {
  if (typeof given !== "object") return given;
  throw new PineFault(line, "a tuple holds single values");
}

import type { EntryOrder } from "../orders/order.ts";
import { argsOf, need } from "./call-args.ts";
import type { Compiler } from "./compile.ts";
import { PineFault } from "./fault.ts";
import { type Eval, isTrue, textOf } from "./run.ts";
import type { Scope } from "./scope.ts";
import type { Call, Expression } from "./syntax.ts";

type Args = Readonly<Record<string, Expression>>;

/** Words that are shown and change no order. */
const SAID = ["comment?", "alert_message?", "disable_alert?"];
const ENTRY = ["id", "direction", "qty?", "limit?", "stop?", "oca_name?", "oca_type?", ...SAID, "when?"];
const CLOSE = ["id", "comment?", "qty?", "qty_percent?", "alert_message?", "immediately?", "disable_alert?", "when?"];
const EXIT = [
  ...["id", "from_entry?", "qty?", "qty_percent?", "profit?", "limit?", "loss?", "stop?"],
  ...["trail_price?", "trail_points?", "trail_offset?", "oca_name?"],
  ...["comment?", "comment_profit?", "comment_loss?", "comment_trailing?"],
  ...["alert_message?", "alert_profit?", "alert_loss?", "alert_trailing?", "disable_alert?", "when?"],
];
/** What an exit may say in Pine and may not here, with what says the same. */
const NO_EXIT = {
  qty: "give qty_percent",
  profit: "it counts ticks; give limit, a price",
  loss: "it counts ticks; give stop, a price",
  trail_price: "move stop yourself",
  trail_points: "it counts ticks; move stop yourself",
  trail_offset: "it counts ticks; move stop yourself",
  oca_name: "the exits of an entry belong together already",
};

/** Calls that make orders: what they say is gathered over the bar (`PineOrders`). */
export const ORDER_CALLS: Readonly<Record<string, (compiler: Compiler, scope: Scope, call: Call) => Eval>> = {
  "strategy.entry": entry,
  "strategy.exit": exit,
  "strategy.close": (compiler, scope, call) => {
    const args = argsOf(call, CLOSE);
    const { text, number, when } = readers(compiler, scope, call, args);
    refuseArgs(call, args, { immediately: "orders fill at the next open" });
    const [id, qty, percent] = [text("id"), number("qty"), number("qty_percent", 100)];
    return when(() => compiler.run.orders.close({ id: id(), qty: qty(), percent: percent() }));
  },
  "strategy.close_all": (compiler, scope, call) => {
    const args = argsOf(call, ["comment?", "alert_message?", "immediately?", "disable_alert?", "when?"]);
    refuseArgs(call, args, { immediately: "orders fill at the next open" });
    const { when } = readers(compiler, scope, call, args);
    return when(() => compiler.run.orders.close({ id: null, qty: Number.NaN, percent: 100 }));
  },
  "strategy.cancel": (compiler, scope, call) => {
    const args = argsOf(call, ["id", "when?"]);
    const { text, when } = readers(compiler, scope, call, args);
    const id = text("id");
    return when(() => compiler.run.orders.cancel(id()));
  },
  "strategy.cancel_all": (compiler, scope, call) => {
    const { when } = readers(compiler, scope, call, argsOf(call, ["when?"]));
    return when(() => compiler.run.orders.cancel(null));
  },
};

function entry(compiler: Compiler, scope: Scope, call: Call): Eval {
  const args = argsOf(call, ENTRY);
  refuseArgs(call, args, { oca_name: "cancel the other order yourself", oca_type: "cancel the other order yourself" });
  const { text, number, when } = readers(compiler, scope, call, args);
  const [id, direction] = [text("id"), text("direction")];
  const [qty, limit, stop] = [number("qty"), number("limit"), number("stop")];
  return when(() => {
    const side = direction();
    if (side !== "long" && side !== "short")
      throw new PineFault(call.line, "direction must be strategy.long or strategy.short");
    const units = qty();
    if (units <= 0) return;
    const terms = entryTerms(limit(), stop());
    const sizing = Number.isNaN(units) ? {} : { sizing: { type: "units", value: units } as const };
    compiler.run.orders.enter(id(), { side, ...terms, ...sizing });
  });
}

/** na is no price: the order is then a market order, as in Pine. */
function entryTerms(limit: number, stop: number): Pick<EntryOrder, "type" | "limit" | "trigger"> {
  if (Number.isNaN(limit)) return Number.isNaN(stop) ? { type: "market" } : { type: "stop", trigger: stop };
  return Number.isNaN(stop) ? { type: "limit", limit } : { type: "stopLimit", limit, trigger: stop };
}

function exit(compiler: Compiler, scope: Scope, call: Call): Eval {
  const args = argsOf(call, EXIT);
  refuseArgs(call, args, NO_EXIT);
  const { text, number, when } = readers(compiler, scope, call, args);
  const from = text("from_entry", "");
  const [stop, limit, percent] = [number("stop"), number("limit"), number("qty_percent", 100)];
  return when(() =>
    compiler.run.orders.exit({ line: call.line, from: from(), stop: stop(), limit: limit(), percent: percent() }),
  );
}

function refuseArgs(call: Call, args: Args, refused: Readonly<Record<string, string>>): void {
  for (const [name, instead] of Object.entries(refused)) {
    if (args[name] !== undefined) throw new PineFault(call.line, `${call.name}: ${name} is not supported: ${instead}`);
  }
}

/** Readers of a call's arguments, and of its `when`, without which it is always made. */
function readers(compiler: Compiler, scope: Scope, call: Call, args: Args) {
  return {
    text(name: string, other?: string): () => string {
      const given = args[name];
      if (given === undefined && other !== undefined) return () => other;
      const value = compiler.evaluate(need(args, name, call), scope);
      return () => textOf(value(), call.line);
    },
    number(name: string, other = Number.NaN): () => number {
      const given = args[name];
      return given === undefined ? () => other : compiler.number(given, scope);
    },
    when(make: () => void): Eval {
      const given = args["when"];
      const holds = given === undefined ? null : compiler.evaluate(given, scope);
      return () => {
        if (holds === null || isTrue(holds())) make();
        return Number.NaN;
      };
    },
  };
}

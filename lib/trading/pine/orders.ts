import type { EntryOrder, Side } from "../orders/order.ts";
import type { BarView, Desk } from "../strategies/strategy.ts";
import { PineFault } from "./fault.ts";

/** One `strategy.exit`: NaN where it has no such price. */
export interface ExitCall {
  readonly line: number;
  /** "": of whatever is held. */
  readonly from: string;
  readonly stop: number;
  readonly limit: number;
  readonly percent: number;
}

export interface CloseCall {
  /** null: all. */
  readonly id: string | null;
  readonly qty: number;
  readonly percent: number;
}

interface Entry {
  readonly order: EntryOrder;
  /** Its number at the desk. */
  number: number;
}

interface Protection {
  readonly stop: number;
  readonly targets: readonly { readonly price: number; readonly fraction: number }[];
}

const NONE: Protection = { stop: Number.NaN, targets: [] };

/**
 * The order calls of a script, gathered at one close and put to the desk together, since an exit belongs to the entry of its bar. An entry with the
 * id of one that waits takes its place; one in the direction held is ignored unless the script allows several.
 */
export class PineOrders {
  readonly #entriesMax: number;
  readonly #tags = new Map<string, number>();
  /** The last entry of each id: waiting, held or gone. */
  readonly #entries = new Map<string, Entry>();
  /** What protects the entry of an id now. */
  readonly #protections = new Map<string, Protection>();
  readonly #placed = new Map<string, EntryOrder>();
  #exits: ExitCall[] = [];
  #closes: CloseCall[] = [];
  #cancels: (string | null)[] = [];

  constructor(entriesMax: number) {
    this.#entriesMax = entriesMax;
  }

  enter(id: string, order: Omit<EntryOrder, "tag" | "reverse">): void {
    this.#placed.delete(id);
    this.#placed.set(id, { ...order, tag: this.#tag(id), reverse: true });
  }

  exit(call: ExitCall): void {
    if (!Number.isNaN(call.stop) || !Number.isNaN(call.limit)) this.#exits.push(call);
  }

  close(call: CloseCall): void {
    this.#closes.push(call);
  }

  /** null: all that wait, those of this bar too. */
  cancel(id: string | null): void {
    this.#cancels.push(id);
    for (const name of id === null ? [...this.#placed.keys()] : [id]) this.#placed.delete(name);
  }

  /** Puts the calls of this bar to the desk. */
  flush(view: BarView, desk: Desk): void {
    if (this.#cancels.length + this.#closes.length + this.#placed.size + this.#exits.length === 0) return;
    for (const id of this.#cancels) {
      for (const [name, { number }] of this.#entries) if (id === null || id === name) desk.cancel(number);
    }
    if (view.position !== 0) for (const call of this.#closes) this.#close(call, desk);
    for (const [id, order] of this.#placed) this.#place(id, order, view, desk);
    for (const [id, calls] of this.#exitsByEntry(view)) this.#protect(id, calls, view, desk);
    this.#cancels = [];
    this.#closes = [];
    this.#exits = [];
    this.#placed.clear();
  }

  #close({ id, qty, percent }: CloseCall, desk: Desk): void {
    const tag = id === null ? undefined : this.#tag(id);
    if (Number.isNaN(qty) && percent >= 100) return desk.close(tag);
    const amount = Number.isNaN(qty) ? { fraction: percent / 100 } : { qty };
    desk.reduce({ type: "market", ...amount, ...(tag === undefined ? {} : { tag }) });
  }

  #place(id: string, order: EntryOrder, view: BarView, desk: Desk): void {
    const waiting = this.#entries.get(id);
    if (this.#entriesMax === 1 && view.position === signOf(order.side)) return;
    if (waiting !== undefined) desk.cancel(waiting.number);
    const calls = this.#exits.filter(({ from }) => from === "" || from === id);
    this.#enter(id, order, calls.length === 0 ? NONE : protectionOf(order.side, calls), desk);
  }

  #enter(id: string, order: EntryOrder, protection: Protection, desk: Desk): void {
    const { stop, targets } = protection;
    const number = desk.enter({
      ...order,
      ...(Number.isNaN(stop) ? {} : { stop }),
      ...(targets.length === 0 ? {} : { targets }),
    });
    this.#entries.set(id, { order, number });
    this.#protections.set(id, protection);
  }

  /** The exits of entries that were not placed on this bar, each with all of its parts. */
  #exitsByEntry(view: BarView): Map<string, ExitCall[]> {
    const found = new Map<string, ExitCall[]>();
    for (const call of this.#exits) {
      for (const [id, { order }] of this.#entries) {
        if (call.from !== "" && call.from !== id) continue;
        if (this.#isPlaced(id, order, view) || !view.isBusy(this.#tag(id))) continue;
        found.set(id, [...(found.get(id) ?? []), call]);
      }
    }
    return found;
  }

  #isPlaced(id: string, { side }: EntryOrder, view: BarView): boolean {
    return this.#placed.has(id) && !(this.#entriesMax === 1 && view.position === signOf(side));
  }

  #protect(id: string, calls: readonly ExitCall[], view: BarView, desk: Desk): void {
    const entry = this.#entries.get(id);
    const [first] = calls;
    if (entry === undefined || first === undefined) return;
    const before = this.#protections.get(id) ?? NONE;
    const wanted = protectionOf(entry.order.side, calls);
    if (isSame(before, wanted)) return;
    if (view.position !== signOf(entry.order.side)) {
      desk.cancel(entry.number);
      return this.#enter(id, entry.order, wanted, desk);
    }
    const isOne = wanted.targets.length <= 1 && before.targets.length <= 1 && this.#entriesMax === 1;
    if (!isOne)
      throw new PineFault(first.line, "exits in parts, or of several entries, can only be set with the entry");
    const [target] = wanted.targets;
    const takesBack = (now: number, then: number): boolean => Number.isNaN(now) && !Number.isNaN(then);
    if (takesBack(wanted.stop, before.stop) || (target === undefined && before.targets.length > 0))
      throw new PineFault(first.line, "a stop or limit that was set cannot be taken back, only moved");
    this.#protections.set(id, wanted);
    if (wanted.stop > 0 && wanted.stop !== before.stop) desk.moveStop(wanted.stop);
    if (target !== undefined && target.price > 0 && target.price !== before.targets[0]?.price)
      desk.moveTarget(target.price);
  }

  #tag(id: string): number {
    const tag = this.#tags.get(id) ?? this.#tags.size;
    this.#tags.set(id, tag);
    return tag;
  }
}

function signOf(side: Side): 1 | -1 {
  return side === "long" ? 1 : -1;
}

/** What the exits of one entry come to: one stop, and targets from the nearest on that together sell all. */
function protectionOf(side: Side, calls: readonly ExitCall[]): Protection {
  const parts: { price: number; fraction: number }[] = [];
  let left = 1;
  let stop = Number.NaN;
  for (const [row, call] of calls.entries()) {
    if (row > 0 && !Object.is(call.stop, stop))
      throw new PineFault(call.line, "the exits of one entry must have the same stop");
    stop = call.stop;
    const fraction = Math.min(left, call.percent / 100);
    left -= fraction;
    if (Number.isNaN(call.limit) && calls.length === 1 && left < 1e-9) break;
    if (Number.isNaN(call.limit)) throw new PineFault(call.line, "an exit of a part needs a limit");
    if (fraction > 1e-9) parts.push({ price: call.limit, fraction });
  }
  const last = calls[calls.length - 1];
  if (left > 1e-9 && last !== undefined)
    throw new PineFault(last.line, `the exits of an entry must sell all of it: ${left * 100} % are left`);
  return { stop, targets: parts.sort((a, b) => signOf(side) * (a.price - b.price)) };
}

function isSame(a: Protection, b: Protection): boolean {
  return (
    Object.is(a.stop, b.stop) &&
    a.targets.length === b.targets.length &&
    a.targets.every(
      ({ price, fraction }, row) => price === b.targets[row]?.price && fraction === b.targets[row].fraction,
    )
  );
}

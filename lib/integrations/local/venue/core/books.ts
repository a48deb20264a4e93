import { type Dec, dec } from "@/lib/kernel/decimal";
import { Journal } from "./journal.ts";
import type { Quote, QuoteBoard } from "./prices.ts";
import { type Account, type Entry, type Fill, isOpen, type Order, type Position, type Wallet } from "./rows.ts";

/** Something that happened to an account, for the private sockets. */
export type VenueEvent =
  | { readonly type: "order"; readonly order: Order }
  | { readonly type: "fill"; readonly order: Order; readonly fill: Fill }
  | { readonly type: "balance"; readonly account: string; readonly wallet: Wallet }
  | { readonly type: "position"; readonly position: Position }
  | { readonly type: "quote"; readonly exchange: string; readonly symbol: string; readonly quote: Quote };

interface Tables {
  accounts: Account;
  orders: Order;
  fills: Fill;
  entries: Entry;
  positions: Position;
}

const DECIMALS: Readonly<Record<string, readonly string[]>> = {
  orders: ["qty", "cost", "price", "filled", "filledQuote", "locked"],
  fills: ["price", "qty", "quote", "fee", "pnl"],
  entries: ["amount"],
  positions: ["qty", "value"],
};

const FIRST_ID = 10_000_000;

/** All that the venue knows, in memory, each change written to its journal before anybody is told. */
export class Books {
  readonly now: () => number;
  readonly quotes: QuoteBoard;
  readonly #journal: Journal;
  readonly #accounts = new Map<string, Account>();
  readonly #orders = new Map<string, Order>();
  readonly #open = new Map<string, Order>();
  readonly #ofAccount = new Map<string, { orders: string[]; fills: Fill[]; byClient: Map<string, string[]> }>();
  readonly #entries: Entry[] = [];
  readonly #totals = new Map<string, Dec>();
  readonly #positions = new Map<string, Position>();
  readonly #listeners = new Set<(event: VenueEvent) => void>();
  #lastId = FIRST_ID;
  #changed: Record<string, object[]> = {};
  #events: VenueEvent[] = [];

  constructor(options: { readonly now: () => number; readonly quotes: QuoteBoard; readonly file: string | null }) {
    this.now = options.now;
    this.quotes = options.quotes;
    this.#journal = new Journal(options.file);
    this.#journal.read((changes) => {
      for (const [table, rows] of Object.entries(changes))
        for (const row of rows) this.#take(table as keyof Tables, revived(table, row));
    });
    this.#journal.compact({
      accounts: [...this.#accounts.values()],
      orders: [...this.#orders.values()],
      fills: [...this.#ofAccount.values()].flatMap(({ fills }) => fills),
      entries: this.#entries,
      positions: [...this.#positions.values()],
    });
  }

  nextId(): string {
    this.#lastId += 1;
    return String(this.#lastId);
  }

  put<T extends keyof Tables>(table: T, row: Tables[T]): void {
    this.#take(table, row);
    const rows = this.#changed[table] ?? [];
    rows.push(row);
    this.#changed[table] = rows;
  }

  tell(event: VenueEvent): void {
    this.#events.push(event);
  }

  /** Ends one change: written first, told after. */
  commit(): void {
    const [changed, events] = [this.#changed, this.#events];
    this.#changed = {};
    this.#events = [];
    if (Object.keys(changed).length > 0) this.#journal.append(changed);
    for (const event of events) for (const listener of this.#listeners) listener(event);
  }

  listen(listener: (event: VenueEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  account(id: string): Account | undefined {
    return this.#accounts.get(id);
  }

  accounts(): readonly Account[] {
    return [...this.#accounts.values()];
  }

  order(account: string, id: string): Order | undefined {
    const found = this.#orders.get(id);
    return found?.account === account ? found : undefined;
  }

  /** The newest order last; hidden ones too. */
  orders(account: string): readonly Order[] {
    return (this.#ofAccount.get(account)?.orders ?? []).flatMap((id) => this.#orders.get(id) ?? []);
  }

  withClientId(account: string, clientId: string): readonly Order[] {
    const ids = this.#ofAccount.get(account)?.byClient.get(clientId) ?? [];
    return ids.flatMap((id) => this.#orders.get(id) ?? []);
  }

  /** Resting orders of every account, oldest first. */
  open(): readonly Order[] {
    return [...this.#open.values()];
  }

  fills(account: string): readonly Fill[] {
    return this.#ofAccount.get(account)?.fills ?? [];
  }

  entries(account: string): readonly Entry[] {
    return this.#entries.filter((entry) => entry.account === account);
  }

  total(account: string, wallet: Wallet, currency: string): Dec {
    return this.#totals.get(`${account} ${wallet} ${currency}`) ?? dec(0);
  }

  currencies(account: string, wallet: Wallet): readonly string[] {
    const start = `${account} ${wallet} `;
    return [...this.#totals.keys()].filter((key) => key.startsWith(start)).map((key) => key.slice(start.length));
  }

  position(account: string, symbol: string): Position | undefined {
    return this.#positions.get(`${account} ${symbol}`);
  }

  /** Of every account. */
  allPositions(): readonly Position[] {
    return [...this.#positions.values()];
  }

  positions(account: string): readonly Position[] {
    return [...this.#positions.values()].filter((position) => position.account === account);
  }

  #take(table: keyof Tables, row: object): void {
    if (table === "accounts") this.#accounts.set((row as Account).id, row as Account);
    else if (table === "orders") this.#takeOrder(row as Order);
    else if (table === "fills") {
      const fill = row as Fill;
      this.#of(fill.account).fills.push(fill);
      this.#lastId = Math.max(this.#lastId, Number(fill.id));
    } else if (table === "entries") {
      const entry = row as Entry;
      this.#entries.push(entry);
      const key = `${entry.account} ${entry.wallet} ${entry.currency}`;
      this.#totals.set(key, (this.#totals.get(key) ?? dec(0)).plus(entry.amount));
      this.#lastId = Math.max(this.#lastId, Number(entry.id));
    } else this.#positions.set(`${(row as Position).account} ${(row as Position).symbol}`, row as Position);
  }

  #takeOrder(order: Order): void {
    if (!this.#orders.has(order.id)) {
      const of = this.#of(order.account);
      of.orders.push(order.id);
      if (order.clientId !== null) {
        const ids = of.byClient.get(order.clientId) ?? [];
        ids.push(order.id);
        of.byClient.set(order.clientId, ids);
      }
      this.#lastId = Math.max(this.#lastId, Number(order.id));
    }
    this.#orders.set(order.id, order);
    if (isOpen(order)) this.#open.set(order.id, order);
    else this.#open.delete(order.id);
  }

  #of(account: string) {
    const found = this.#ofAccount.get(account);
    if (found !== undefined) return found;
    const made = { orders: [], fills: [], byClient: new Map<string, string[]>() };
    this.#ofAccount.set(account, made);
    return made;
  }
}

function revived(table: string, row: object): object {
  const result: Record<string, unknown> = { ...row };
  for (const name of DECIMALS[table] ?? []) {
    const value = result[name];
    if (typeof value === "string") result[name] = dec(value);
  }
  const trigger = result["trigger"] as { price: string; way: string } | null | undefined;
  if (trigger) result["trigger"] = { ...trigger, price: dec(trigger.price) };
  return result;
}

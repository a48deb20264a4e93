import { type Dec, dec } from "@/lib/kernel/decimal";
import type { UtcMs } from "@/lib/kernel/time";
import type { Clock } from "@/lib/ports/clock";
import type {
  Asked,
  Cancelled,
  OrderRequest,
  Sent,
  TradeAccount,
  Traded,
  TradeVenues,
  VenueBalance,
  VenueFill,
  VenueOrder,
  VenueOrderState,
  VenuePosition,
} from "@/lib/ports/trade-venue";
import { type Instrument, ofBps } from "@/lib/trading/market/instrument";

/** What goes wrong with one request. */
export type Fault =
  /** The answer is lost: before, or after the venue did the work. */
  | "lost_before"
  | "lost_after"
  /** Arrives 4.5 s later, when nobody waits for it any more; the venue still takes it. */
  | "late"
  /** Done, answer lost, and not in any list at the next two questions. */
  | "hidden"
  /** Done, then the call throws what no adapter should throw. */
  | "throws";

interface Resting extends VenueOrder {
  readonly request: OrderRequest;
  hiddenFor: number;
}

/** How long a late request is under way: less than the 5 s after which a venue refuses it. */
const LATE_MS = 4_500;

/**
 * A spot venue in memory with one account, behind the real port: exact balances, fees off the coin that comes in, coins bound by resting
 * sells, and, as Binance does it, a client id that is unique among OPEN orders only, so that a careless resend doubles.
 */
export class MemoryVenue implements TradeVenues {
  readonly abilities: TradeVenues["abilities"] = [
    {
      id: "binance",
      name: "Binance",
      markets: ["spot"],
      orderTypes: { spot: ["market", "limit", "stop"], swap: [] },
      restingStop: { spot: true, swap: false },
      testnet: { spot: false, swap: false },
      marketBuyBy: "amount",
      privateStream: false,
      tellsRights: true,
    },
  ];
  readonly followsFeed = (): boolean => true;
  readonly orders: Resting[] = [];
  readonly trades: VenueFill[] = [];
  readonly placed: { readonly request: OrderRequest; readonly at: UtcMs; readonly leverage: number }[] = [];
  /** Of the next requests to place, in order. */
  readonly faults: (Fault | null)[] = [];
  /** Called for each request that arrives, before it is looked at. */
  onPlace: (request: OrderRequest) => void = () => undefined;
  /** Of every swap; its user may set it by hand. */
  leverage = 20;
  /** Answers a request to set it. */
  onLeverage = (wanted: number): Promise<Asked<null>> => {
    this.leverage = wanted;
    return Promise.resolve({ ok: true, value: null });
  };
  /** Nothing answers. */
  down = false;
  /** An accepted order is answered with its ids alone, as Bybit and Bitget do it: what filled is told to who asks. */
  idsOnly = false;
  /** A cancel is answered without a word of how its order ended, as Bybit and Bitget do it. */
  cancelsTellNothing = false;
  /** The answer to the next cancel comes when this resolves. */
  cancelAnswers: Promise<void> = Promise.resolve();
  /** Questions about one order. */
  finds = 0;
  /** Its limit is used up by questions. */
  tellsNoBalances = false;
  /** What it shows of swaps. */
  contracts: readonly VenuePosition[] = [];
  /** Refuses to place by type of order. */
  refuse: (request: OrderRequest) => Sent | null = () => null;
  /** Fees are taken in this coin, at its price in dollars, as Binance does it for who wants it. */
  feeCoin: { readonly currency: string; readonly price: Dec } | null = null;
  /** Part of a market order that finds a taker. */
  depth: Dec | null = null;
  bid = dec(42_000);
  ask = dec(42_000);
  readonly #clock: Clock;
  readonly #balances = new Map<string, { free: Dec; total: Dec }>();
  readonly #late: { readonly request: OrderRequest; readonly signedAt: UtcMs }[] = [];
  readonly instrument: Instrument;
  #serial = 0;

  constructor(clock: Clock, funds: Readonly<Record<string, string>>, instrument: Instrument) {
    this.#clock = clock;
    this.instrument = instrument;
    for (const [currency, amount] of Object.entries(funds))
      this.#balances.set(currency, { free: dec(amount), total: dec(amount) });
  }

  open(): Promise<Asked<TradeAccount>> {
    return this.#answer(() => this.account());
  }

  readonly health = (): null => null;

  /** Requests to buy that the venue took. */
  get bought(): number {
    return this.placed.filter(({ request }) => request.side === "BUY").length;
  }

  total(currency: string): Dec {
    return this.#of(currency).total;
  }

  /** Moves the market; resting orders that it touches execute. */
  price(bid: number, ask = bid): void {
    [this.bid, this.ask] = [dec(bid), dec(ask)];
    for (const order of this.orders.filter((each) => each.state === "open" || each.state === "partial"))
      this.#tryFill(order);
  }

  /** Money that its user pays in: no stream tells it. */
  payIn(currency: string, amount: Dec): void {
    this.#move(currency, amount);
  }

  /** An order that its user makes at the exchange's own site: of BTC/USDT at the market unless told. */
  byHand(order: Pick<OrderRequest, "side" | "qty"> & Partial<Omit<OrderRequest, "clientOrderId">>): Resting {
    return this.#accept({
      symbol: "BTC/USDT",
      market: "spot",
      type: "market",
      price: null,
      trigger: null,
      timeInForce: "IOC",
      reduceOnly: false,
      ...order,
      clientOrderId: "",
    });
  }

  cancelByHand(clientOrderId: string): void {
    for (const order of this.orders) if (order.clientOrderId === clientOrderId) this.#end(order, "cancelled");
  }

  /** Whether a stop can rest in its market. */
  takesStops = true;
  /** Symbols that it does not list: it answers no question about them. */
  readonly unlisted = new Set<string>();
  /** What one order that goes to the market may hold, and whether it says so; null: any amount. */
  largest: Dec | null = null;
  namesLargest = true;
  /** Cancelled orders are in no list from this age on, whenever they were cancelled, as at Binance USD-M. */
  listsCancelledForMs: number | null = null;

  #isListed({ state, at }: Resting): boolean {
    const { listsCancelledForMs: kept } = this;
    return state !== "cancelled" || kept === null || this.#clock.now() - at <= kept;
  }

  account(): TradeAccount {
    const visible = (order: Resting): boolean => {
      order.hiddenFor -= 1;
      return order.hiddenFor < 0;
    };
    return {
      instrument: ({ symbol }) =>
        this.#answer(
          () => ({
            ...this.instrument,
            ...(this.takesStops ? {} : { takesStops: false as const }),
            ...(this.largest === null || !this.namesLargest ? {} : { marketMax: this.largest }),
          }),
          symbol,
        ),
      ticker: ({ symbol }) =>
        this.#answer(() => {
          const coin = this.feeCoin;
          const [bid, ask] =
            coin !== null && coinsOf(symbol)[0] === coin.currency ? [coin.price, coin.price] : [this.bid, this.ask];
          return { bid, ask, at: this.#clock.now() };
        }),
      place: (request, _priority, mayLeave) => this.#place(request, mayLeave),
      cancel: (order) => this.#cancel(order),
      find: (order) => {
        this.finds += 1;
        return this.#answer(
          () =>
            this.orders.find(
              (each) => each.clientOrderId === order.clientOrderId && visible(each) && this.#isListed(each),
            ) ?? null,
          order.symbol,
        );
      },
      openOrders: (of?: Traded) =>
        this.#answer(
          () =>
            this.orders.filter(
              (each) => isOpen(each.state) && (of === undefined || each.symbol === of.symbol) && each.hiddenFor <= 0,
            ),
          of?.symbol,
        ),
      fills: (of, since) =>
        this.#answer(() => this.trades.filter((each) => each.symbol === of.symbol && each.at >= since), of.symbol),
      balances: () =>
        this.tellsNoBalances
          ? Promise.resolve({ ok: false, reason: "limited", detail: "Too many requests wait for this exchange." })
          : this.#answer(() =>
              [...this.#balances].map(([currency, { free, total }]): VenueBalance => ({ currency, free, total })),
            ),
      positions: () => this.#answer(() => this.contracts),
      setLeverage: (_of, wanted) => (this.down ? this.#answer(() => null) : this.onLeverage(wanted)),
      watch: (_onHint, stop) =>
        new Promise((resolve) => {
          if (stop.aborted) resolve();
          else stop.addEventListener("abort", () => resolve(), { once: true });
        }),
      close: () => Promise.resolve(),
    };
  }

  async #place(request: OrderRequest, mayLeave: () => Promise<boolean>): Promise<Sent> {
    if (!(await mayLeave())) return { kind: "notSent", detail: "held back", retryAfterMs: 250 };
    const fault = this.faults.shift() ?? null;
    if (this.down || fault === "lost_before") return { kind: "unknown", detail: "timeout" };
    if (fault === "late") {
      this.#late.push({ request, signedAt: this.#clock.now() });
      return { kind: "unknown", detail: "timeout" };
    }
    const answer = this.#arrive(request);
    if (fault === "hidden" && answer.kind === "accepted") {
      const order = this.orders.at(-1);
      if (order !== undefined) order.hiddenFor = 2;
    }
    if (fault === "throws") throw new TypeError("other side closed");
    return fault === null ? answer : { kind: "unknown", detail: "connection reset" };
  }

  #arrive(request: OrderRequest): Sent {
    this.onPlace(request);
    const no = this.refuse(request);
    if (no !== null) return no;
    if (this.orders.some((each) => isOpen(each.state) && each.clientOrderId === request.clientOrderId))
      return { kind: "refused", code: "duplicate_client_id", detail: "Duplicate order sent." };
    if (this.largest !== null && request.type !== "limit" && request.qty.gt(this.largest))
      return { kind: "refused", code: "too_large", detail: "Filter failure: MARKET_LOT_SIZE" };
    const [base = "", quote = ""] = coinsOf(request.symbol);
    const needed = request.side === "SELL" ? request.qty : request.qty.times(request.price ?? this.ask);
    const from = request.side === "SELL" ? base : quote;
    if (this.#of(from).free.lt(needed))
      return {
        kind: "refused",
        code: "insufficient_funds",
        detail: "Account has insufficient balance for requested action.",
      };
    if (request.type === "stop" && request.trigger !== null && this.#touches(request.side, request.trigger))
      return { kind: "refused", code: "would_trigger", detail: "Stop price would trigger immediately." };
    this.placed.push({ request, at: this.#clock.now(), leverage: this.leverage });
    const order = this.#accept(request);
    const shown = this.idsOnly ? { ...order, state: "open" as const, filled: dec(0) } : order;
    return { kind: "accepted", order: shown, fills: [] };
  }

  #accept(request: OrderRequest): Resting {
    const order: Resting = {
      request,
      venueOrderId: this.#next(),
      clientOrderId: request.clientOrderId === "" ? null : request.clientOrderId,
      symbol: request.symbol,
      market: request.market,
      side: request.side,
      type: request.type,
      state: "open",
      qty: request.qty,
      filled: dec(0),
      averagePrice: null,
      price: request.price,
      trigger: request.trigger,
      reduceOnly: request.reduceOnly,
      at: this.#clock.now(),
      hiddenFor: 0,
    };
    this.orders.push(order);
    if (request.type !== "market") this.#bind(order, order.qty);
    this.#tryFill(order);
    if ((request.timeInForce === "IOC" || request.type === "market") && isOpen(order.state))
      this.#end(order, "expired");
    return order;
  }

  #tryFill(order: Resting): void {
    const { request } = order;
    const touch = order.side === "BUY" ? this.ask : this.bid;
    const limited = request.type === "limit" && request.price !== null;
    if (limited && (order.side === "BUY" ? touch.gt(request.price ?? 0) : touch.lt(request.price ?? 0))) return;
    if (request.type === "stop" && (request.trigger === null || !this.#touches(order.side, request.trigger))) return;
    const left = order.qty.minus(order.filled);
    const qty = this.depth === null ? left : left.lt(this.depth) ? left : this.depth;
    if (qty.gt(0)) this.#execute(order, qty, touch);
  }

  #touches(side: "BUY" | "SELL", trigger: Dec): boolean {
    return side === "SELL" ? this.bid.lte(trigger) : this.ask.gte(trigger);
  }

  #execute(order: Resting, qty: Dec, price: Dec): void {
    const [base = "", quote = ""] = coinsOf(order.symbol);
    if (order.request.type !== "market") this.#bind(order, qty.neg());
    const isBuy = order.side === "BUY";
    const cost = qty.times(price);
    const [feeCurrency, feeOn] =
      this.feeCoin !== null
        ? [this.feeCoin.currency, cost.div(this.feeCoin.price)]
        : isBuy
          ? [base, qty]
          : [quote, cost];
    const fee = ofBps(feeOn, this.instrument.takerBps);
    this.#move(isBuy ? quote : base, (isBuy ? cost : qty).neg());
    this.#move(isBuy ? base : quote, isBuy ? qty : cost);
    this.#move(feeCurrency, fee.neg());
    Object.assign(order, { filled: order.filled.plus(qty), averagePrice: price });
    Object.assign(order, { state: order.filled.eq(order.qty) ? "filled" : "partial" });
    this.trades.push({
      tradeId: `t${this.#next()}`,
      venueOrderId: order.venueOrderId,
      clientOrderId: order.clientOrderId,
      symbol: order.symbol,
      market: order.market,
      side: order.side,
      price,
      qty,
      fee,
      feeCurrency,
      at: this.#clock.now(),
    });
  }

  async #cancel(order: { readonly clientOrderId: string }): Promise<Cancelled> {
    await this.cancelAnswers;
    if (this.down) return { kind: "unknown", detail: "timeout" };
    const found = this.orders.find((each) => each.clientOrderId === order.clientOrderId && isOpen(each.state));
    if (found === undefined) return { kind: "gone" };
    this.#end(found, "cancelled");
    return { kind: "cancelled", end: this.cancelsTellNothing ? null : { state: "cancelled", filled: found.filled } };
  }

  #end(order: Resting, state: VenueOrderState): void {
    if (!isOpen(order.state)) return;
    if (order.request.type !== "market") this.#bind(order, order.qty.minus(order.filled).neg());
    Object.assign(order, { state });
  }

  /** Takes what a resting order may need out of what is free; a negative amount gives it back. */
  #bind(order: Resting, qty: Dec): void {
    const [base = "", quote = ""] = coinsOf(order.symbol);
    const balance = this.#of(order.side === "SELL" ? base : quote);
    balance.free = balance.free.minus(order.side === "SELL" ? qty : qty.times(order.price ?? this.ask));
  }

  #next(): string {
    this.#serial += 1;
    return String(this.#serial);
  }

  #move(currency: string, amount: Dec): void {
    const balance = this.#of(currency);
    balance.free = balance.free.plus(amount);
    balance.total = balance.total.plus(amount);
  }

  #of(currency: string): { free: Dec; total: Dec } {
    const known = this.#balances.get(currency) ?? { free: dec(0), total: dec(0) };
    this.#balances.set(currency, known);
    return known;
  }

  /** Any question finds what arrived meanwhile: late requests that are still young enough are carried out first. */
  #answer<T>(read: () => T, symbol = ""): Promise<Asked<T>> {
    if (this.unlisted.has(symbol)) return Promise.resolve({ ok: false, reason: "unlisted", detail: "not listed" });
    const now = this.#clock.now();
    for (const one of this.#late.splice(0)) {
      if (now < one.signedAt + LATE_MS) this.#late.push(one);
      else this.#arrive(one.request);
    }
    if (this.down) return Promise.resolve({ ok: false, reason: "unreachable", detail: "timeout" });
    return Promise.resolve({ ok: true, value: structuredCloneOf(read()) });
  }
}

/** Base and quote, of a swap too: it is traded here as spot is. */
function coinsOf(symbol: string): string[] {
  return symbol.replace(/:.*$/, "").split("/");
}

const isOpen = (state: VenueOrderState): boolean => state === "open" || state === "partial";

/** What was answered does not change under the one who asked. */
function structuredCloneOf<T>(value: T): T {
  if (Array.isArray(value)) return value.map((each) => structuredCloneOf(each)) as T;
  return typeof value === "object" && value !== null && "request" in value ? { ...value } : value;
}

import type { Dec } from "@/lib/kernel/decimal";

/** What the venue keeps. Times in milliseconds of its own clock, amounts in base units, money in the quote currency. */

export type Side = "BUY" | "SELL";

/** `waiting`: its trigger price has not been seen. `open`: in the book. */
export type OrderState = "waiting" | "open" | "partial" | "filled" | "cancelled" | "rejected" | "expired";

export interface Order {
  /** Digits, rising. */
  readonly id: string;
  readonly account: string;
  readonly exchange: string;
  readonly symbol: string;
  readonly kind: "spot" | "swap";
  readonly clientId: string | null;
  readonly side: Side;
  readonly type: "market" | "limit";
  /** GTC and POST rest; IOC and FOK fill at once or expire. */
  readonly tif: "GTC" | "IOC" | "FOK" | "POST";
  /** Goes to the book once the last price is at or beyond `price`, `up` from below or `down` from above. */
  readonly trigger: { readonly price: Dec; readonly way: "up" | "down" } | null;
  readonly qty: Dec;
  /** A market buy by cost: what may be spent; `qty` is then what it bought. */
  readonly cost: Dec | null;
  readonly price: Dec | null;
  readonly reduceOnly: boolean;
  /** At which its swap stood when it was taken; 1 on spot. */
  readonly leverage: number;
  /** The order's type in the words of its sender, told back as it came. */
  readonly sentType: string;
  readonly state: OrderState;
  readonly filled: Dec;
  readonly filledQuote: Dec;
  /** Bound by the order: quote of a buy, base of a sell, margin of a swap. */
  readonly locked: Dec;
  readonly at: number;
  readonly updatedAt: number;
  readonly triggeredAt: number | null;
  /** Not told to anyone before; a venue's look-ups may lag behind its book. */
  readonly hiddenUntil: number;
  /** So many look-ups do not find it either. */
  readonly hiddenLooks: number;
  readonly reason: string;
  readonly by: "api" | "hand" | "liquidation";
}

export interface Fill {
  readonly id: string;
  readonly orderId: string;
  readonly account: string;
  readonly exchange: string;
  readonly symbol: string;
  readonly kind: "spot" | "swap";
  readonly clientId: string | null;
  readonly side: Side;
  readonly price: Dec;
  readonly qty: Dec;
  readonly quote: Dec;
  readonly fee: Dec;
  readonly feeCurrency: string;
  readonly maker: boolean;
  /** Realised by the part that closed; 0 on spot. */
  readonly pnl: Dec;
  readonly at: number;
}

/** One line of an account's ledger. Their sum is the balance, to the last digit. */
export interface Entry {
  readonly id: string;
  readonly account: string;
  readonly wallet: Wallet;
  readonly currency: string;
  readonly amount: Dec;
  readonly why: "deposit" | "withdrawal" | "trade" | "fee" | "pnl";
  readonly fillId: string | null;
  readonly at: number;
}

/** Where an account's money lies; Bybit's unified account has one wallet for all. */
export type Wallet = "spot" | "swap" | "unified";

export interface Position {
  readonly account: string;
  readonly exchange: string;
  readonly symbol: string;
  /** Below 0: short. */
  readonly qty: Dec;
  /** What the open part cost, always above 0; entry price = value / |qty|. */
  readonly value: Dec;
  readonly leverage: number;
  readonly updatedAt: number;
}

export interface Account {
  readonly id: string;
  readonly exchange: string;
}

const OPEN_STATES: readonly OrderState[] = ["waiting", "open", "partial"];

export function isOpen(order: Pick<Order, "state">): boolean {
  return OPEN_STATES.includes(order.state);
}

/** Why the venue says no; each protocol has its own codes and statuses for them. */
export type No =
  | "insufficient"
  | "minNotional"
  | "lotSize"
  | "tooLarge"
  | "priceFilter"
  | "badSymbol"
  | "halted"
  | "reduceOnly"
  | "duplicate"
  | "wouldTrigger"
  | "postOnly"
  | "unknownOrder"
  | "notFound"
  | "leverage"
  | "leverageSame"
  | "badParameter"
  | "tooWide"
  | "notSupported"
  | "clockSkew"
  | "badSignature"
  | "badKey"
  | "noKey"
  | "badPassphrase"
  | "badAddress"
  | "noRight"
  | "limited"
  | "banned"
  | "unknown"
  | "noPath";

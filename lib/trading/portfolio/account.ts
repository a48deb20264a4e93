import { type Dec, dec } from "@/lib/kernel/decimal";
import type { Quote } from "../market/quote.ts";
import { type PositionBook, unrealisedPnl } from "./position.ts";

export interface HeldPosition {
  readonly position: Pick<PositionBook, "side" | "qty" | "cost">;
  readonly leverage: Dec;
  /** The market's last quote of its symbol; null where there is none. */
  readonly quote: Quote | null;
}

/** Cash (first deposit + realised result - fees) and what the open positions would bring now. Without a quote a position counts as entered. */
export function equityOf(cash: Dec, held: readonly HeldPosition[]): Dec {
  return held.reduce(
    (sum, { position, quote }) => (quote === null ? sum : sum.plus(unrealisedPnl(position, quote))),
    cash,
  );
}

/** Cash that no open position binds: each binds its cost divided by its leverage. */
export function freeCash(cash: Dec, held: readonly HeldPosition[]): Dec {
  return held.reduce((free, { position, leverage }) => free.minus(position.cost.div(leverage)), dec(cash));
}

import type { CSSProperties, ReactNode } from "react";
import { cx } from "./cx.ts";
import {
  formatAmount,
  formatMoney,
  formatPercent,
  formatPrice,
  formatPriceShort,
  formatQty,
  roundDecimal,
  signOf,
  stepDigits,
  symbolCoins,
} from "./format.ts";

/** A signed result: arrow and sign first, colour beside them. `sign` is that of the shown value. */
export function Delta({
  sign,
  children,
  title,
}: {
  readonly sign: -1 | 0 | 1;
  readonly children: ReactNode;
  readonly title?: string | undefined;
}) {
  return (
    <span className={cx("num", sign > 0 && "delta-up", sign < 0 && "delta-down")} title={title}>
      {sign !== 0 && (
        <span className="arrow" aria-hidden="true">
          {sign > 0 ? "▲" : "▼"}
        </span>
      )}
      {children}
    </span>
  );
}

/** Fiat in minor units. `delta` shows it as a result: sign, arrow, colour. */
export function Money({
  amount,
  currency,
  delta,
  whole,
}: {
  readonly amount: number;
  readonly currency: string;
  readonly delta?: boolean;
  readonly whole?: boolean;
}) {
  const text = formatMoney({ amount, currency }, { sign: delta === true, whole: whole === true });
  if (delta !== true) return <span className="num">{text}</span>;
  return <Delta sign={Math.sign(amount) as -1 | 0 | 1}>{text}</Delta>;
}

/** An amount of a coin or stablecoin from its exact decimal string; the whole value is in the title. */
export function Amount({
  value,
  unit,
  digits = 2,
  delta,
}: {
  readonly value: string;
  readonly unit?: string | undefined;
  readonly digits?: number;
  readonly delta?: boolean;
}) {
  const text = formatAmount(value, { digits, sign: delta === true, ...(unit === undefined ? {} : { unit }) });
  const title = formatQty(value, unit === undefined ? {} : { unit });
  if (delta !== true)
    return (
      <span className="num" title={title}>
        {text}
      </span>
    );
  // "+0.00" would be a lie of rounding: what reads as zero has no arrow
  const shown = /[1-9]/.test(text.replace(/[A-Z].*$/, "")) ? signOf(value) : 0;
  return (
    <Delta sign={shown} title={title}>
      {text}
    </Delta>
  );
}

/** Coins of which a cent's worth is far behind the point. */
const DEAR_COINS: ReadonlySet<string> = new Set(["BTC", "ETH", "BNB"]);

/** A fee or a result in the coin that `symbol` is priced in. `bare`: the coin is named beside it, as by its column's head. */
export function QuoteAmount({
  symbol,
  bare = false,
  digits = 2,
  ...amount
}: Omit<Parameters<typeof Amount>[0], "unit"> & { readonly symbol: string; readonly bare?: boolean }) {
  const { quote } = symbolCoins(symbol);
  return <Amount {...amount} unit={bare ? undefined : quote} digits={DEAR_COINS.has(quote) ? 8 : digits} />;
}

/**
 * A price by its tick, never rounded away. `short` counts leading zeros in a subscript (cards only). `average`: over several executions, which has
 * more digits than its market; it is rounded to the tick, and whole in the title.
 */
export function Price({
  value,
  tick,
  short,
  stale,
  average,
}: {
  readonly value: string | null;
  readonly tick?: string | undefined;
  readonly short?: boolean;
  readonly stale?: boolean;
  readonly average?: boolean;
}) {
  if (value === null) return <Undefined reason="No price yet" />;
  const shown = average === true && tick !== undefined ? roundDecimal(value, stepDigits(tick)) : value;
  const cut = short === true || formatPrice(shown) !== formatPrice(value);
  return (
    <span className={cx("num", stale === true && "stale")} {...(cut ? { title: formatPrice(value) } : {})}>
      {short === true ? formatPriceShort(shown, tick) : formatPrice(shown, tick)}
    </span>
  );
}

/** A quantity; give `lot` in tables so that zeros line up. */
export function Qty({
  value,
  unit,
  lot,
}: {
  readonly value: string;
  readonly unit?: string | undefined;
  readonly lot?: string | undefined;
}) {
  return (
    <span className="num">
      {formatQty(value, { ...(unit === undefined ? {} : { unit }), ...(lot === undefined ? {} : { lot }) })}
    </span>
  );
}

/** Percent points. Null shows a dash with the reason. `delta` only for signed results: a drawdown is ink. */
export function Percent({
  value,
  delta,
  sign: showSign,
  unit = true,
  digits,
  reason = "Too little data to compute this",
}: {
  readonly value: string | number | null;
  readonly delta?: boolean;
  /** The sign without colour: a worst month is no result to cheer at. */
  readonly sign?: boolean;
  readonly unit?: boolean;
  readonly digits?: number;
  readonly reason?: string;
}) {
  if (value === null) return <Undefined reason={reason} />;
  const text = formatPercent(value, {
    sign: delta === true || showSign === true,
    unit,
    ...(digits === undefined ? {} : { digits }),
  });
  if (delta !== true) return <span className="num">{text}</span>;
  const sign = text.startsWith("+") ? 1 : text.startsWith("−") ? -1 : 0;
  return <Delta sign={sign}>{text}</Delta>;
}

/** What its formula does not define: a dash, the reason in the title and for screen readers. */
export function Undefined({ reason }: { readonly reason: string }) {
  return (
    <span title={reason} className="text-ink-3">
      —<span className="sr-only"> ({reason})</span>
    </span>
  );
}

export interface StatProps {
  readonly label: ReactNode;
  readonly value: ReactNode;
  /** Small, after the figure: `USDT`. */
  readonly unit?: string | undefined;
  readonly sub?: ReactNode;
}

export function Stat({ label, value, unit, sub }: StatProps) {
  return (
    <div className="stat">
      <dt className="text-caption text-ink-2">{label}</dt>
      <dd className="fig mt-1">
        {value}
        {unit !== undefined && <small> {unit}</small>}
      </dd>
      {sub !== undefined && <dd className="mt-0.5 text-caption text-ink-3">{sub}</dd>}
    </div>
  );
}

/** Related figures in one row, parted by hairlines; two columns on a phone. */
export function Stats({ children, columns = 4 }: { readonly children: ReactNode; readonly columns?: 2 | 3 | 4 | 5 }) {
  return (
    <dl className="stats" style={{ "--stats": columns } as CSSProperties}>
      {children}
    </dl>
  );
}

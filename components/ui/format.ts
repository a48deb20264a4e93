import { utcMs } from "@/lib/kernel/time";
import { clockIn, dayIn } from "@/lib/kernel/zone";

/*
 * Every figure a person reads goes through here (UX 6). Exact numbers come as decimal strings and are worked on as text: a price or an
 * amount never passes through a float, and no decimal library reaches the browser.
 */

const MINUS = "−";
const NBSP = "\u00a0";
const DASH = "—";

/** Digits after the point of each currency's minor unit; the same table as lib/kernel/money. */
const MINOR_DIGITS: Readonly<Record<string, number>> = { USD: 2, EUR: 2, GBP: 2, JPY: 0 };

interface Parts {
  readonly negative: boolean;
  readonly whole: string;
  readonly fraction: string;
}

/** Splits "-1234.50" into its sign, whole and fraction digits; null for anything that is not a plain or exponent decimal. */
function split(value: string): Parts | null {
  const match = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/.exec(value.trim());
  if (match === null) return null;
  let whole = match[2] ?? "0";
  let fraction = match[3] ?? "";
  const exponent = Number(match[4] ?? 0);
  if (exponent > 0) {
    const moved = fraction.padEnd(exponent, "0");
    whole += moved.slice(0, exponent);
    fraction = moved.slice(exponent);
  } else if (exponent < 0) {
    const moved = whole.padStart(1 - exponent, "0");
    fraction = moved.slice(exponent) + fraction;
    whole = moved.slice(0, exponent);
  }
  whole = whole.replace(/^0+(?=\d)/, "");
  return { negative: match[1] === "-" && /[1-9]/.test(whole + fraction), whole, fraction };
}

function group(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Rounds half away from zero to `digits` after the point, on the digits themselves. Returns a plain decimal string. */
export function roundDecimal(value: string, digits: number): string {
  const parts = split(value);
  if (parts === null) return value;
  const scaled = BigInt(parts.whole + parts.fraction.padEnd(digits, "0").slice(0, digits));
  const up = (parts.fraction[digits] ?? "0") >= "5" ? 1n : 0n;
  const text = String(scaled + up).padStart(digits + 1, "0");
  const whole = text.slice(0, text.length - digits);
  const result = digits === 0 ? whole : `${whole}.${text.slice(-digits)}`;
  return parts.negative && /[1-9]/.test(result) ? `-${result}` : result;
}

/** -1, 0 or 1; text that is no number counts as 0. */
export function signOf(value: string): -1 | 0 | 1 {
  const parts = split(value);
  if (parts === null || !/[1-9]/.test(parts.whole + parts.fraction)) return 0;
  return parts.negative ? -1 : 1;
}

function signed(text: string, sign: -1 | 0 | 1, showPlus: boolean): string {
  if (sign < 0) return MINUS + text;
  return showPlus && sign > 0 ? `+${text}` : text;
}

/** Digits after the point that a tick or lot step allows: "0.10" -> 1, "0.001" -> 3, "5" -> 0. */
export function stepDigits(step: string): number {
  const parts = split(step);
  return parts === null ? 0 : parts.fraction.replace(/0+$/, "").length;
}

/** Fiat from minor units: `$1,234.56`; with `sign` `+$1,234.56`, `−$3.00`, `$0.00`. */
export function formatMoney(
  money: { readonly amount: number; readonly currency: string },
  options: { readonly sign?: boolean; readonly whole?: boolean } = {},
): string {
  const digits = MINOR_DIGITS[money.currency] ?? 2;
  const absolute = Math.abs(money.amount) / 10 ** digits;
  const cut = options.whole === true && Number.isInteger(absolute);
  const text = new Intl.NumberFormat("en-US", {
    style: "currency",
    currency: money.currency,
    minimumFractionDigits: cut ? 0 : digits,
    maximumFractionDigits: digits,
  }).format(absolute);
  return signed(text, Math.sign(money.amount) as -1 | 0 | 1, options.sign === true);
}

/** An amount in a coin or stablecoin: `1,234.56 USDT`. Rounded to `digits` for reading only; the full value belongs in a title. */
export function formatAmount(
  value: string,
  options: { readonly unit?: string; readonly digits?: number; readonly sign?: boolean } = {},
): string {
  const rounded = roundDecimal(value, options.digits ?? 2);
  const parts = split(rounded);
  if (parts === null) return DASH;
  const text = group(parts.whole) + (parts.fraction === "" ? "" : `.${parts.fraction}`);
  const unit = options.unit === undefined ? "" : NBSP + options.unit;
  return signed(text, signOf(rounded), options.sign === true) + unit;
}

/**
 * A price by its instrument's tick: "64000" with tick "0.1" is `64,000.0`. Digits beyond the tick are never rounded away, and without a
 * tick the price shows whole.
 */
export function formatPrice(value: string, tick?: string): string {
  const parts = split(value);
  if (parts === null) return DASH;
  const fraction = parts.fraction.replace(/0+$/, "").padEnd(tick === undefined ? 0 : stepDigits(tick), "0");
  return signed(group(parts.whole) + (fraction === "" ? "" : `.${fraction}`), parts.negative ? -1 : 1, false);
}

const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";

/** A price for cards: below 0.001 the leading zeros are counted in a subscript, `0.0₄1234` for 0.00001234. */
export function formatPriceShort(value: string, tick?: string): string {
  const parts = split(value);
  if (parts === null || parts.whole !== "0") return formatPrice(value, tick);
  const zeros = /^0+/.exec(parts.fraction)?.[0].length ?? 0;
  if (zeros < 3) return formatPrice(value, tick);
  const count = [...String(zeros)].map((digit) => SUBSCRIPTS[Number(digit)] ?? "").join("");
  return `${parts.negative ? MINUS : ""}0.0${count}${parts.fraction.slice(zeros).replace(/0+$/, "")}`;
}

/** A quantity: trailing zeros cut in text; with a `lot` they are kept, so that a column lines up. */
export function formatQty(value: string, options: { readonly unit?: string; readonly lot?: string } = {}): string {
  return formatPrice(value, options.lot) + (options.unit === undefined ? "" : NBSP + options.unit);
}

/**
 * Percent points: one decimal under 100, none from there on, `−12.3 %`. Null (undefined by its formula) is `—`, never 0 or ∞.
 * `unit: false` leaves the sign off for columns that name it in their head.
 */
export function formatPercent(
  value: string | number | null | undefined,
  options: { readonly sign?: boolean; readonly unit?: boolean; readonly digits?: number } = {},
): string {
  if (value === null || value === undefined) return DASH;
  if (typeof value === "number" && !Number.isFinite(value)) return DASH;
  const exact = typeof value === "number" ? plainNumber(value) : value;
  const parts = split(exact);
  if (parts === null) return DASH;
  const large = parts.whole.length >= 3;
  const rounded = roundDecimal(exact, options.digits ?? (large ? 0 : 1));
  const shown = split(rounded);
  if (shown === null) return DASH;
  const text = group(shown.whole) + (shown.fraction === "" ? "" : `.${shown.fraction}`);
  return signed(text, signOf(rounded), options.sign === true) + (options.unit === false ? "" : `${NBSP}%`);
}

/** A plain observed number (a ratio, a count): `1.21`; null is `—`. */
export function formatNumber(value: number | null | undefined, digits = 0): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return DASH;
  return formatAmount(plainNumber(value), { digits });
}

function plainNumber(value: number): string {
  return Math.abs(value) < 1e-12 ? "0" : String(value);
}

/** `4 h 30 m`, `12 d`, `45 s`: the two largest units up to hours, one above. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 60) return `${seconds}${NBSP}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}${NBSP}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours}${NBSP}h${minutes % 60 === 0 ? "" : `${NBSP}${minutes % 60}${NBSP}m`}`;
  return `${Math.floor(hours / 24)}${NBSP}d`;
}

/** "41 d", "8 months", "1.9 years": how long something has been going on. */
export function formatAge(ms: number): string {
  const days = Math.floor(ms / 86_400_000);
  if (days < 1) return "under a day";
  if (days < 61) return `${days}${NBSP}d`;
  if (days < 548) return `${Math.floor(days / 30.44)}${NBSP}months`;
  return `${roundDecimal(String(days / 365.25), 1)}${NBSP}years`;
}

/** `2026-01-31`. What is no UTC day by its nature is shown by `When`, which knows the reader's zone. */
export function formatDate(at: string | number, zone = "UTC"): string {
  return zone === "UTC" ? iso(at).slice(0, 10) : dayIn(utcMs(new Date(at)), zone);
}

/** `2026-01-31 14:05:09`; `named` adds the zone. */
export function formatDateTime(
  at: string | number,
  { zone = "UTC", named = false }: { readonly zone?: string; readonly named?: boolean } = {},
): string {
  const text = `${formatDate(at, zone)} ${formatTime(at, zone)}`;
  return named ? `${text} ${formatZone(zone)}` : text;
}

/** `14:05:09`. */
export function formatTime(at: string | number, zone = "UTC"): string {
  return zone === "UTC" ? iso(at).slice(11, 19) : clockIn(utcMs(new Date(at)), zone);
}

/** `America/New_York` as people write it. */
export function formatZone(zone: string): string {
  return zone.replaceAll("_", " ");
}

/** "just now", "3 min ago", "in 4 h" within a day of `now`; the date in `zone` beyond. */
export function formatRelative(at: string | number, now: number, zone = "UTC"): string {
  const difference = now - Date.parse(iso(at));
  const minutes = Math.floor(Math.abs(difference) / 60_000);
  if (minutes < 1) return difference < -1_000 ? "in under a minute" : "just now";
  if (minutes >= 1_440) return formatDate(at, zone);
  const span = minutes < 60 ? `${minutes}${NBSP}min` : `${Math.floor(minutes / 60)}${NBSP}h`;
  return difference >= 0 ? `${span} ago` : `in ${span}`;
}

function iso(at: string | number): string {
  return new Date(at).toISOString();
}

/** ccxt's symbol in words: `BTC/USDT:USDT` is `BTC/USDT perp`. */
export function formatSymbol(symbol: string): string {
  const [pair = symbol, settle] = symbol.split(":");
  return settle === undefined ? pair : `${pair}${NBSP}perp`;
}

/** The coin a quantity of this symbol counts, and the one its prices count. */
export function symbolCoins(symbol: string): { base: string; quote: string } {
  const [pair = ""] = symbol.split(":");
  const [base = "", quote = ""] = pair.split("/");
  return { base, quote };
}

/** The coin that all of these symbols are priced in, for the head of a column; null: not all in one. */
export function commonQuote(symbols: readonly string[]): string | null {
  const [first, ...others] = new Set(symbols.map((symbol) => symbolCoins(symbol).quote));
  return first === undefined || others.length > 0 ? null : first;
}

/** `LONG` -> `Long`, `IN_SAMPLE` -> `In sample`: an enum of ours as a word. */
export function formatEnum(value: string): string {
  const text = value.toLowerCase().replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "1 trade", "2 trades". */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${group(String(count))}${NBSP}${count === 1 ? one : many}`;
}

/** Beside a price that tax comes on top of. */
export const PLUS_TAX = "plus tax where it applies";

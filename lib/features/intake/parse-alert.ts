import { PLAIN_NUMBER } from "@/lib/features/signals/fields";
import { cutText } from "@/lib/kernel/cut-text";
import { dec, plain } from "@/lib/kernel/decimal";
import { done, type FieldErrors, type Result, refuse } from "@/lib/kernel/result";
import type { Alert, AlertAction, AlertEntry, AlertField, AlertStyle, Level } from "./alert.ts";
import { AlertFields, type SentField } from "./fields.ts";
import type { AlertBody } from "./read-body.ts";
import { readTargets } from "./read-targets.ts";
import { readTime } from "./read-time.ts";
import { actionOf, targetOf } from "./words.ts";

const TEXT_MAX = 500;

/**
 * An alert from its fields, in whichever of the known styles. A fault stands under the name that the sender gave the field; what is not known
 * here is passed over, since a message may serve several programs at once.
 */
export function parseAlert(body: AlertBody): Result<Alert, "invalid"> {
  const fields = new AlertFields(body.fields);
  const faults: Record<string, string[]> = {};
  const names: Partial<Record<AlertField, string>> = {};
  const fault = (field: string, text: string): null => {
    faults[field] = [...(faults[field] ?? []), text];
    return null;
  };
  for (const [first, second] of fields.differing)
    fault(second, `${first} and ${second} are one field and say different things; send one of them.`);
  const sent = (field: AlertField): SentField | null => {
    const found = fields.get(field);
    if (found !== null) names[field] = found.name;
    return found;
  };
  const text = (field: AlertField): string | null => {
    const found = sent(field);
    if (found === null) return null;
    const value = String(found.value).trim();
    const unfilled = /\{\{[^{}]*\}\}/.exec(value);
    if (unfilled !== null)
      return fault(
        found.name,
        `${found.name} still reads ${cutText(unfilled[0], 60)}: TradingView fills this placeholder only in an alert made on a strategy; write the value itself.`,
      );
    if (!value.isWellFormed() || value.includes("\0"))
      return fault(found.name, `${found.name} holds a character that cannot be stored.`);
    return cutText(value, TEXT_MAX);
  };
  const number = (field: AlertField, zero: "zero is wrong" | "zero is none" | "zero counts"): string | null => {
    const value = text(field);
    if (value === null) return null;
    const name = names[field] ?? field;
    const read = positive(value);
    if (read === null)
      return fault(name, `${name} must be a number above 0, like 65000.5; it is "${cutText(value, 40)}".`);
    if (read !== "0") return read;
    if (zero === "zero is wrong") return fault(name, `${name} must be above 0.`);
    return zero === "zero counts" ? "0" : null;
  };

  /** Units after or before the alert. TradingView's strategy.position_size is below zero for a short, its market_position_size is not. */
  const size = (field: "positionSize" | "positionSizeBefore"): string | null => {
    const value = text(field);
    if (value === null || !value.startsWith("-")) return number(field, "zero counts");
    const read = positive(value.slice(1));
    const name = names[field] ?? field;
    if (read === null) return fault(name, `${name} must be a number, like 0.5; it is "${cutText(value, 40)}".`);
    if (field === "positionSize" && read !== "0" && target === "LONG")
      return fault(name, `${name} is below zero, which is a short; ${names.target ?? "market_position"} says long.`);
    return read;
  };

  const action = readAction(fields, sent, fault);
  const targetText = text("target");
  const target = targetText === null ? null : targetOf(targetText);
  if (targetText !== null && target === null)
    fault(
      names.target ?? "market_position",
      `${names.target} must be long, short or flat; it is "${cutText(targetText, 40)}".`,
    );
  if (action === null && target === null && Object.keys(faults).length === 0)
    fault(
      "action",
      "Say what is asked: action must be buy, sell, exit, cancel, add or reduce, or market_position long, short or flat.",
    );

  const { symbol, venue, isPerpetual } = readSymbol(text("symbol"));
  const quantityType = text("quantityType");
  const quantity = number("quantity", action === "add" || action === "reduce" ? "zero is wrong" : "zero is none");
  const percent = number("fraction", "zero is wrong");
  const ofPosition = quantityType === "percent_of_position" ? quantity : percent;
  const stopPrice = readLevel(text("stop"), names.stop ?? "stopLoss", fault);
  const stopPct = number("stopPct", "zero is wrong");
  const at = sent("at");
  const when = at === null ? null : readTime(at.value);
  if (at !== null && when === null)
    fault(
      at.name,
      `${at.name} must be a time like 2026-01-31T14:00:00Z or {{timenow}}; it is "${cutText(String(at.value), 40)}".`,
    );

  const alert: Alert = {
    style: styleOf(body, fields),
    symbol,
    exchange:
      text("exchange")
        ?.toLowerCase()
        .replace(/[^a-z0-9]/g, "") ?? venue,
    isPerpetual,
    action,
    target,
    quantity: quantityType === null || /^(fixed_quantity|base|contracts|units)$/i.test(quantityType) ? quantity : null,
    fraction:
      ofPosition === null ? null : plain(dec(ofPosition).div(names.fraction?.toLowerCase() === "fraction" ? 1 : 100)),
    positionSize: size("positionSize"),
    positionSizeBefore: size("positionSizeBefore"),
    entry: readEntry(text, number, names, fault),
    price: number("price", "zero is wrong"),
    stop: stopPrice ?? (stopPct === null ? null : { pct: stopPct }),
    targets: readTargets(body.fields, fault),
    leverage: number("leverage", "zero is wrong"),
    at: when,
    interval: text("interval"),
    orderId: text("orderId"),
    note: text("note"),
    test: /^(true|1|yes)$/i.test(String(sent("test")?.value ?? "")),
    secret: text("secret"),
    names,
  };
  return Object.keys(faults).length === 0 ? done(alert) : invalid(faults);
}

export function invalid(faults: FieldErrors) {
  return refuse("invalid", Object.values(faults)[0]?.[0] ?? "Check the fields.", faults);
}

type Fault = (field: string, text: string) => null;

function readAction(
  fields: AlertFields,
  sent: (field: AlertField) => SentField | null,
  fault: Fault,
): AlertAction | null {
  const found = sent("action");
  if (found === null) return fields.named("messagetype")?.value === "bot" ? "buy" : null; // 3Commas: a bot message without an action starts a deal
  const value = String(found.value).trim();
  const action = actionOf(value);
  if (action !== null) return action;
  if (value.includes("{{"))
    return fault(
      found.name,
      `${found.name} still reads ${cutText(value, 60)}: TradingView fills it only in an alert made on a strategy.`,
    );
  return fault(
    found.name,
    `${found.name} "${cutText(value, 40)}" is not known; use buy, sell, exit, cancel, add or reduce.`,
  );
}

/** A plain number above or at 0, canonical; TradingView writes large ones with an exponent and signed sizes with a minus. */
function positive(text: string): string | null {
  const bare = text.replace(/^[+]/, "");
  if (PLAIN_NUMBER.test(bare)) return plain(bare);
  if (!/^\d{1,18}(\.\d{1,18})?e[+-]?\d{1,2}$/i.test(bare)) return null;
  const value = plain(dec(bare));
  return PLAIN_NUMBER.test(value) ? value : null;
}

/** `2%` is a distance, anything else a price. */
export function readLevel(text: string | null, name: string, fault: Fault): Level | null {
  if (text === null) return null;
  const pct = text.endsWith("%") ? text.slice(0, -1).trimEnd() : undefined;
  const read = positive(pct ?? text);
  if (read === null || read === "0")
    return fault(
      name,
      `${name} must be a price above 0, like 64000, or a distance like 2%; it is "${cutText(text, 40)}".`,
    );
  return pct === undefined ? { price: read } : { pct: read };
}

/** `BINANCE:BTCUSDT.P` -> BTCUSDT, binance, a perpetual; 3Commas writes the quote first: `USDT_BTC`. */
function readSymbol(sent: string | null): { symbol: string | null; venue: string | null; isPerpetual: boolean } {
  if (sent === null) return { symbol: null, venue: null, isPerpetual: false };
  const split = /^([A-Za-z][A-Za-z0-9_]{1,19}):([^/]{3,40})$/.exec(sent);
  const bare = (split?.[2] ?? sent).toUpperCase();
  const isPerpetual = /(\.P|PERP)$/.test(bare) || /:/.test(bare);
  const symbol = bare.replace(/(\.P|PERP)$/, "");
  const swapped = /^(USDT|USDC|FDUSD|BUSD|USD|EUR)_([A-Z0-9]{1,20})$/.exec(symbol);
  return {
    symbol: swapped === null ? symbol : `${swapped[2]}/${swapped[1]}`,
    venue: split?.[1]?.toLowerCase() ?? null,
    isPerpetual,
  };
}

function readEntry(
  text: (field: AlertField) => string | null,
  number: (field: AlertField, zero: "zero is wrong") => string | null,
  names: Readonly<Partial<Record<AlertField, string>>>,
  fault: Fault,
): AlertEntry {
  const type = text("orderType")?.toLowerCase() ?? "market";
  if (type === "market") return { type: "market" };
  const isLimit = type === "limit";
  if (!isLimit && type !== "stop") {
    fault(
      names.orderType ?? "orderType",
      `${names.orderType} must be market, limit or stop; it is "${cutText(type, 40)}".`,
    );
    return { type: "market" };
  }
  const field = isLimit ? "limitPrice" : "triggerPrice";
  const price = number(field, "zero is wrong") ?? number("price", "zero is wrong");
  if (price === null) {
    fault(isLimit ? "limitPrice" : "stopPrice", `An order of type ${type} needs its price.`);
    return { type: "market" };
  }
  return isLimit ? { type: "limit", price } : { type: "trigger", price };
}

function styleOf(body: AlertBody, fields: AlertFields): AlertStyle {
  if (body.form === "text") return "text";
  if (
    ["messagetype", "botid", "emailtoken", "botuuid", "strategyinfo", "tvinstrument"].some((name) => fields.has(name))
  )
    return "3commas";
  if (
    [
      "sentiment",
      "stoplossstopprice",
      "stoplosspercent",
      "takeprofitlimitprice",
      "takeprofitpercent",
      "extras",
      "signalprice",
      "ordertype",
      "quantitytype",
    ].some((name) => fields.has(name))
  )
    return "traderspost";
  return "tradingview";
}

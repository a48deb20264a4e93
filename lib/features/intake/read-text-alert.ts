import { cutText } from "@/lib/kernel/cut-text";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { AlertBody } from "./read-body.ts";
import { refuseRepeated } from "./refuse-repeated.ts";
import { actionOf } from "./words.ts";

/** TradingView's own text for a strategy: "Name (9, 21): order buy @ 0.5 filled on BTCUSDT. New strategy position is -0.5". */
const DEFAULT_TEXT =
  /order\s+(buy|sell)\s+@\s+([\d.]+)\s+filled\s+on\s+(\S+?)\.?\s+New\s+strategy\s+position\s+is\s+(-?[\d.]*\d)/i;

const PAIR = /^(?:[A-Z]+:)?[A-Z0-9]{2,20}[/_-]?(?:USDT|USDC|FDUSD|BUSD|USD|EUR|BTC|ETH)(?::[A-Z]+|\.P|PERP)?$/i;

/**
 * Reads a plain text: TradingView's default strategy text; `key=value` and `key: value` apart by commas, semicolons, lines or blanks; and the
 * comma style `LICENSE,buy,BTCUSDT,sl=…,tp=…`, where a bare word is an action, a pair, or (the first one) the sender's secret.
 */
export function readTextAlert(text: string): Result<AlertBody, "invalid"> {
  const told = DEFAULT_TEXT.exec(text);
  if (told !== null) {
    const [, action = "", contracts = "", ticker = "", position = ""] = told;
    const size = Number(position);
    return done({
      form: "text",
      fields: {
        action: action.toLowerCase(),
        contracts,
        ticker,
        market_position: size > 0 ? "long" : size < 0 ? "short" : "flat",
        market_position_size: position.replace("-", ""),
      },
    });
  }
  const fields: Record<string, string> = {};
  const repeated: string[] = [];
  const unread: string[] = [];
  let before: readonly [name: string, value: string] | null = null;
  for (const [index, part] of parts(text).entries()) {
    const pair = pairOf(part);
    if (before !== null && /\d$/.test(before[1]) && /^\d[\d.]*%?$/.test(part))
      return refuseSplit(before[0], before[1], part);
    before = pair;
    if (pair !== null) {
      const [name, value] = pair;
      if (Object.hasOwn(fields, name)) repeated.push(name);
      fields[name] = value;
    } else if (fields.action === undefined && actionOf(part) !== null) fields.action = part;
    else if (fields.ticker === undefined && PAIR.test(part)) fields.ticker = part;
    else if (index === 0 && looksLikeSecret(part)) fields.secret = part;
    else unread.push(part);
  }
  if (repeated.length > 0) return refuseRepeated(repeated);
  const known = Object.keys(fields).some((name) => name !== "secret");
  if (known && (unread.length === 0 || fields.action !== undefined)) return done({ form: "text", fields });
  const why = `This text is no message that can be read${unread[0] === undefined ? "" : ` ("${cutText(unread[0], 40)}")`}. Use one of the ready-made messages, or ticker=BTCUSDT, action=buy.`;
  return refuse("invalid", why, { body: [why] });
}

/** The secret that a text may begin with, also of one that is not read to its end; null for JSON and TradingView's own text. */
export function bareSecret(body: string): string | null {
  const text = body.replace(/^\uFEFF/, "").trim();
  if (/^[{[]/.test(text) || DEFAULT_TEXT.test(text)) return null;
  const [first = ""] = parts(text);
  const isOther = pairOf(first) !== null || actionOf(first) !== null || PAIR.test(first);
  return !isOther && looksLikeSecret(first) ? first : null;
}

function looksLikeSecret(word: string): boolean {
  return /^[\w-]{6,}$/.test(word);
}

/** `name=value` or `name: value`; not `BINANCE:BTCUSDT`. */
function pairOf(part: string): readonly [name: string, value: string] | null {
  const pair = /^([A-Za-z_][\w.-]{0,60})\s*(?:=|:(?!\w+$)|:\s+)\s*(.*)$/s.exec(part);
  if (pair === null || /^[A-Z]+:/.test(part)) return null;
  return [pair[1] ?? "", (pair[2] ?? "").trim().replace(/^"(.*)"$/s, "$1")];
}

/** `sl=64,000` falls apart at its comma: a stop at 64 is not what was meant. */
function refuseSplit(name: string, value: string, rest: string) {
  const text = `${name} reads ${cutText(value, 40)} and then ${cutText(rest, 40)}: write numbers without a comma, like 64000.5.`;
  return refuse("invalid", text, { [name]: [text] });
}

function parts(text: string): string[] {
  const byMark = text
    .split(/[,;\n\r|]+/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
  return byMark.length > 1 ? byMark : byBlanks(text);
}

/** At blanks, but not beside a `=` or `:`. Word by word: one pattern that looks to both sides takes minutes for 8 KB of blanks. */
function byBlanks(text: string): string[] {
  const found: string[] = [];
  for (const word of text.split(/\s+/)) {
    const before = found.at(-1) ?? "";
    if (isMark(before.at(-1)) || (before !== "" && isMark(word[0]))) found[found.length - 1] = `${before} ${word}`;
    else if (word !== "") found.push(word);
  }
  return found;
}

function isMark(letter: string | undefined): boolean {
  return letter === "=" || letter === ":";
}

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
  for (const [index, part] of parts(text).entries()) {
    const pair = /^([A-Za-z_][\w.-]{0,60})\s*(?:=|:(?!\w+$)|:\s+)\s*(.*)$/s.exec(part);
    if (pair !== null && !/^[A-Z]+:/.test(part)) {
      const name = pair[1] ?? "";
      if (Object.hasOwn(fields, name)) repeated.push(name);
      fields[name] = (pair[2] ?? "").trim().replace(/^"(.*)"$/s, "$1");
    } else if (fields.action === undefined && actionOf(part) !== null) fields.action = part;
    else if (fields.ticker === undefined && PAIR.test(part)) fields.ticker = part;
    else if (index === 0 && /^[\w-]{6,}$/.test(part)) fields.secret = part;
    else unread.push(part);
  }
  if (repeated.length > 0) return refuseRepeated(repeated);
  const known = Object.keys(fields).some((name) => name !== "secret");
  if (known && (unread.length === 0 || fields.action !== undefined)) return done({ form: "text", fields });
  const why = `This text is no message that can be read${unread[0] === undefined ? "" : ` ("${unread[0].slice(0, 40)}")`}. Use one of the ready-made messages, or ticker=BTCUSDT, action=buy.`;
  return refuse("invalid", why, { body: [why] });
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

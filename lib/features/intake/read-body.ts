import { cutText } from "@/lib/kernel/cut-text";
import { repeatedNames } from "@/lib/kernel/repeated-names";
import { done, type Result, refuse } from "@/lib/kernel/result";
import { readTextAlert } from "./read-text-alert.ts";
import { refuseRepeated } from "./refuse-repeated.ts";

/** A body as fields, nested ones included. */
export type AlertBody = {
  readonly fields: Readonly<Record<string, unknown>>;
  /** How it was written. */
  readonly form: "json" | "text";
};

/** Largest body in bytes (RELIABILITY, TradingView). */
export const BODY_MAX = 8_192;
const DEPTH_MAX = 8;
const REPEATED_MAX = 20;

/**
 * Reads the body as JSON, or as a text in one of the forms that signal programs publish (read-text-alert.ts). TradingView sends JSON as text/plain
 * as soon as one placeholder breaks it, so the text decides and not its type.
 */
export function readBody(
  contentType: string,
  body: string,
): Result<AlertBody, "unsupported_media_type" | "malformed_json" | "invalid"> {
  const type = contentType.split(";")[0]?.trim().toLowerCase() ?? "";
  if (type !== "application/json" && type !== "text/plain")
    return refuse(
      "unsupported_media_type",
      `Send the message as application/json or text/plain, not as ${type === "" ? "a body without a type" : cutText(type, 60)}.`,
    );
  const text = body.replace(/^\uFEFF/, "").trim();
  if (text === "") return wrong("The message is empty.");
  if (type === "text/plain" && !text.startsWith("{") && !text.startsWith("[")) return readTextAlert(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const where = error instanceof Error ? cutText(error.message, 160) : "";
    return refuse(
      "malformed_json",
      `The message is not valid JSON (${where}). Texts need quotes, as "ticker": "{{ticker}}"; numbers need none.`,
    );
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return wrong('The message must be one JSON object, as {"ticker": "BTCUSDT", "action": "buy"}.');
  if (depthOf(value) > DEPTH_MAX) return wrong(`The message nests deeper than ${DEPTH_MAX} levels.`);
  const repeated = repeatedNames(text, REPEATED_MAX);
  if (repeated.length > 0) return refuseRepeated(repeated);
  return done({ fields: value as Record<string, unknown>, form: "json" });
}

function wrong(text: string) {
  return refuse("invalid", text, { body: [text] });
}

/** By a list and not by recursion: 8 KB of brackets nest four thousand deep. */
function depthOf(value: object): number {
  let level: unknown[] = [value];
  let depth = 0;
  while (level.length > 0 && depth <= DEPTH_MAX) {
    depth += 1;
    level = level.flatMap((one) =>
      typeof one === "object" && one !== null ? Object.values(one).filter((inner) => typeof inner === "object") : [],
    );
    level = level.filter((one) => one !== null);
  }
  return depth;
}

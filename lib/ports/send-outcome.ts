import type { SendOutcome } from "./channel-sender.ts";
import type { OutgoingResult } from "./outgoing-http.ts";

type Headers = Readonly<Record<string, string>>;

/** How long an answer asks to wait, by Retry-After (seconds or a date) or by the other names given, each in seconds; undefined without. */
export function askedPauseMs(headers: Headers, ...others: readonly string[]): number | undefined {
  for (const name of ["retry-after", ...others]) {
    const value = headers[name];
    if (value === undefined) continue;
    if (/^\d+(\.\d+)?$/.test(value)) return Math.ceil(Number(value) * 1_000);
    // A date is told by the other side's clock, so it is compared with that one.
    const pause = Date.parse(value) - Date.parse(headers.date ?? "");
    if (Number.isFinite(pause)) return Math.max(0, pause);
  }
  return undefined;
}

/**
 * What the status of an answer means by the rules that all HTTP channels share; a channel asks first for what is special to it. 2xx is left
 * to the channel, which knows its receipt. Redirects are refusals: they are not followed.
 */
export function outcomeOfStatus(status: number, headers: Headers): Exclude<SendOutcome, { ok: true }> {
  const reason = `The other side answered ${status}.`;
  const pause = askedPauseMs(headers);
  if (status === 429 || (status === 503 && pause !== undefined))
    return { ok: false, kind: "throttled", reason, retryAfterMs: pause ?? 60_000 };
  if (status >= 500 || status === 408 || status === 425) return { ok: false, kind: "retry", reason };
  return { ok: false, kind: "refused", reason };
}

/** What it means that there was no answer. */
export function outcomeOfFailure(result: Extract<OutgoingResult, { ok: false }>): Exclude<SendOutcome, { ok: true }> {
  return { ok: false, kind: result.failure === "forbidden_target" ? "refused" : "retry", reason: result.detail };
}

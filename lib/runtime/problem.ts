import { isDatabaseAway } from "@/lib/db/database-fault";
import { AppError, ERROR_CODES, type ErrorCode } from "@/lib/kernel/errors";
import type { Result } from "@/lib/kernel/result";
import type { Log } from "@/lib/ports/log";

/** The body of every refused API request (RFC 9457 plus `code`, `fieldErrors`, `requestId`). */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly code: ErrorCode;
  readonly fieldErrors?: Readonly<Record<string, readonly string[]>>;
  readonly requestId: string;
}

/** Turns what was thrown into a problem. An unknown error becomes an id and a log line: its text never leaves the server. */
export function toProblem(
  error: unknown,
  requestId: string,
  log: Log,
): { problem: Problem; headers: Record<string, string> } {
  const known = error instanceof AppError ? error : asAppError(error);
  const { status, title } = ERROR_CODES[known.code];
  if (status >= 500 && (status !== 503 || known.cause !== undefined))
    log.error({ requestId, err: known.cause ?? known }, "request failed");
  const told = known.code === "internal" || known.code === "invariant" ? undefined : known.detail;
  return {
    problem: {
      type: `about:blank#${known.code}`,
      title,
      status,
      ...(told === undefined ? {} : { detail: told }),
      code: known.code,
      ...(known.fieldErrors === undefined ? {} : { fieldErrors: known.fieldErrors }),
      requestId,
    },
    headers: retryAfter(known),
  };
}

/** A 429 always says when to come again: in a minute, where nobody knows better. */
function retryAfter({
  code,
  retryAfterSec = code === "rate_limited" ? 60 : undefined,
}: AppError): Record<string, string> {
  return retryAfterSec === undefined ? {} : { "retry-after": String(Math.max(1, Math.ceil(retryAfterSec))) };
}

/** A database that is away passes: the caller may try again (RELIABILITY D77: 503, not 500). */
function asAppError(cause: unknown): AppError {
  return isDatabaseAway(cause)
    ? new AppError("unavailable", "The database did not answer in time. Try again.", { cause, retryAfterSec: 2 })
    : new AppError("internal", undefined, { cause });
}

/**
 * The value of a verb's result, or its refusal as an AppError. `codes` says which code a reason is; a reason that is a code itself needs
 * no entry.
 * @throws AppError
 */
export function unwrap<T, R extends string>(
  result: Result<T, R>,
  ...codes: [Exclude<R, ErrorCode>] extends [never] ? [] : [Readonly<Record<Exclude<R, ErrorCode>, ErrorCode>>]
): T {
  if (result.ok) return result.value;
  const table: Readonly<Record<string, ErrorCode>> = codes[0] ?? {};
  const code = table[result.reason] ?? (isErrorCode(result.reason) ? result.reason : "internal");
  throw new AppError(code, result.detail, result.fieldErrors === undefined ? {} : { fieldErrors: result.fieldErrors });
}

function isErrorCode(reason: string): reason is ErrorCode & string {
  return Object.hasOwn(ERROR_CODES, reason);
}

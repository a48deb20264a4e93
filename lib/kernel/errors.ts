import type { FieldErrors } from "./result.ts";

/** The closed list of codes that leave the system, with their HTTP status and a title for people. Edges turn a code into words. */
export const ERROR_CODES = {
  bad_request: { status: 400, title: "The request could not be read" },
  malformed_json: { status: 400, title: "The body is not valid JSON" },
  bad_signature: { status: 400, title: "The signature does not match" },
  unauthenticated: { status: 401, title: "Sign in first" },
  invalid_credentials: { status: 401, title: "E-mail or password is wrong" },
  totp_required: { status: 401, title: "A code from your authenticator app is needed" },
  totp_invalid: { status: 401, title: "The code is wrong or was used already" },
  token_expired: { status: 401, title: "The token has expired" },
  forbidden: { status: 403, title: "You may not do this" },
  bad_origin: { status: 403, title: "The request comes from another site" },
  mfa_required: { status: 403, title: "Confirm with your second factor first" },
  email_unverified: { status: 403, title: "Confirm your e-mail address first" },
  no_access: { status: 403, title: "This needs an active subscription" },
  payouts_not_ready: { status: 403, title: "Set up payouts before you sell" },
  insufficient_scope: { status: 403, title: "The token lacks the scope for this" },
  not_found: { status: 404, title: "There is nothing here" },
  method_not_allowed: { status: 405, title: "This method is not offered here" },
  conflict: { status: 409, title: "That is not possible in the present state" },
  in_flight: { status: 409, title: "The same request is still being worked on" },
  too_large: { status: 413, title: "The body is too large" },
  unsupported_media_type: { status: 415, title: "Send application/json" },
  invalid: { status: 422, title: "Some fields need another value" },
  idempotency_mismatch: { status: 422, title: "This Idempotency-Key was used with another body" },
  locked: { status: 423, title: "Too many wrong tries; wait a little" },
  rate_limited: { status: 429, title: "Too many requests" },
  no_market_price: { status: 503, title: "There is no fresh market price" },
  unavailable: { status: 503, title: "This is not available right now" },
  payments_unavailable: { status: 503, title: "The payment service does not answer" },
  invariant: { status: 500, title: "Something is broken on our side" },
  internal: { status: 500, title: "Something is broken on our side" },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** An error whose code and `detail` may be shown to a person. Any other thrown thing becomes an id and a log line. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly detail: string | undefined;
  readonly fieldErrors: FieldErrors | undefined;
  /** Seconds for Retry-After, where the code is one that passes. */
  readonly retryAfterSec: number | undefined;

  /**
   * Server code and Next's routes are two module worlds in one process (each has this class): an error made in one must be known in the
   * other, so its name decides, not its class.
   */
  static override [Symbol.hasInstance](value: unknown): value is AppError {
    return value instanceof Error && value.name === "AppError" && "code" in value;
  }

  constructor(
    code: ErrorCode,
    detail?: string,
    more: { fieldErrors?: FieldErrors; retryAfterSec?: number; cause?: unknown } = {},
  ) {
    super(detail ?? ERROR_CODES[code].title, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = "AppError";
    this.code = code;
    this.detail = detail;
    this.fieldErrors = more.fieldErrors;
    this.retryAfterSec = more.retryAfterSec;
  }
}

/** @throws AppError "invariant" when `condition` is false: a broken promise of our own code, never a user's mistake. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AppError("invariant", message);
}

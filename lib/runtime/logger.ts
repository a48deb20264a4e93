import pino, { type DestinationStream, type Logger } from "pino";
import type { Log } from "@/lib/ports/log";

/** Names of fields whose values never reach a log line, wherever they stand: the last net, since nothing should hand them over at all. */
export const REDACTED_FIELDS = [
  "password",
  "passwordHash",
  "newPassword",
  "currentPassword",
  "passphrase",
  "secret",
  "apiSecret",
  "apiKey",
  "clientSecret",
  "totp",
  "totpSecret",
  "code",
  "recoveryCode",
  "recoveryCodes",
  "token",
  "accessToken",
  "refreshToken",
  "idToken",
  "sealed",
  "wrappedKey",
  "masterKey",
  "authorization",
  "cookie",
  "cookies",
  "set-cookie",
  "stripe-signature",
  "x-api-key",
  "connectionString",
  "databaseUrl",
] as const;

const REDACTED = new Set<string>(REDACTED_FIELDS.map((name) => name.toLowerCase()));
const DEPTH_MAX = 6;

/**
 * A JSON logger: one line an event, level as a word, time as ISO. `name` is the process (web, worker). Fields are copied with every
 * redacted name masked at any depth, and texts scrubbed of what looks like one of our secrets.
 */
export function createLogger(options: {
  name: string;
  level: string;
  to?: DestinationStream;
  /** Gets each warning and error as well. */
  copy?: DestinationStream | null;
}): Log & { flush(): void } {
  const lines = options.to ?? pino.destination({ fd: 1, sync: true });
  const { copy = null } = options;
  const logger: Logger = pino(
    {
      name: options.name,
      level: options.level,
      base: { name: options.name, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    copy === null
      ? lines
      : pino.multistream([
          { level: "trace", stream: lines },
          { level: "warn", stream: copy },
        ]),
  );
  const at =
    (level: "debug" | "info" | "warn" | "error") =>
    (fields: object, message: string): void => {
      if (logger.isLevelEnabled(level)) logger[level](redact(fields, 0) as object, scrub(message));
    };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error"), flush: () => logger.flush() };
}

/** A copy of `value` that may be written down. Errors keep type, message, stack, code and cause. */
function redact(value: unknown, depth: number): unknown {
  if (typeof value === "string") return scrub(value);
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return value;
  if (depth >= DEPTH_MAX) return "[deep]";
  if (value instanceof Error) return redactError(value, depth);
  if (value instanceof Date || value instanceof URL) return value instanceof Date ? isoOf(value) : scrub(value.href);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.slice(0, 100).map((item) => redact(item, depth + 1));
  if ("toJSON" in value && typeof value.toJSON === "function") return redact(value.toJSON(), depth + 1);
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name,
      REDACTED.has(name.toLowerCase()) && field !== null && field !== undefined
        ? "[redacted]"
        : redact(field, depth + 1),
    ]),
  );
}

function redactError(error: Error, depth: number): Record<string, unknown> {
  return {
    type: error.name,
    message: scrub(error.message),
    stack: scrub(error.stack ?? ""),
    ...("code" in error ? { code: redact(error.code, depth + 1) } : {}),
    ...(error.cause === undefined ? {} : { cause: redact(error.cause, depth + 1) }),
  };
}

function isoOf(date: Date): string {
  return Number.isNaN(date.getTime()) ? "invalid date" : date.toISOString();
}

/** Forms that a secret has: passwords in addresses, Stripe's keys, Bearer tokens, JSON Web Tokens. */
function scrub(text: string): string {
  return text
    .replace(/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s@/]+@/gi, "$1:[redacted]@")
    .replace(/\b(sk|rk|whsec)_[A-Za-z0-9_]{8,}/g, "$1_[redacted]")
    .replace(/(\/webhooks\/\d{5,25}\/)[\w-]+/g, "$1[redacted]")
    .replace(/\bbot\d{5,15}:[\w-]{20,}/g, "bot[redacted]")
    .replace(/\bBearer\s+[A-Za-z0-9._~+/-]+=*/gi, "Bearer [redacted]")
    .replace(/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g, "[redacted token]");
}

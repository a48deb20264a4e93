import type { ErrorCode } from "@/lib/kernel/errors";
import { ERROR_CODES } from "@/lib/kernel/errors";
import type { FieldErrors } from "@/lib/kernel/result";
import type { AlertStyle } from "./alert.ts";

export const OUTCOMES = [
  "OPENED",
  "ADDED",
  "REDUCED",
  "CLOSED",
  "REVERSED",
  "CANCELLED",
  "NOTHING",
  "REPEATED",
  "REFUSED",
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What came of one message. */
export interface Receipt {
  readonly outcome: Outcome;
  /** HTTP status of the answer. */
  readonly status: number;
  /** In a sentence: what was done, or what is wrong and how to mend it. */
  readonly reason: string;
  readonly code: ErrorCode | null;
  readonly fieldErrors: FieldErrors | null;
  /** The signal it is about. */
  readonly signalId: string | null;
  readonly style: AlertStyle | null;
  readonly test: boolean;
  /** The secret that the body named: never stored. */
  readonly secret: string | null;
}

type About = Partial<Pick<Receipt, "signalId" | "style" | "test" | "secret">>;

const UNKNOWN = { signalId: null, style: null, test: false, secret: null } as const;

export function refused(code: ErrorCode, reason: string, fieldErrors?: FieldErrors, about: About = {}): Receipt {
  const { status } = ERROR_CODES[code];
  return { ...UNKNOWN, ...about, outcome: "REFUSED", status, reason, code, fieldErrors: fieldErrors ?? null };
}

export function accepted(outcome: Exclude<Outcome, "REFUSED">, reason: string, about: About): Receipt {
  const status = outcome === "OPENED" && about.test !== true ? 201 : 200;
  return { ...UNKNOWN, ...about, outcome, status, reason, code: null, fieldErrors: null };
}

/** A verb's reason as a code that may leave the system. */
export function codeOf(reason: string): ErrorCode {
  return Object.hasOwn(ERROR_CODES, reason) ? (reason as ErrorCode) : "internal";
}

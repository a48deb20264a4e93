import type Stripe from "stripe";
import type { PaymentRequests } from "@/lib/ports/payment-requests";
import { isFault, isMissing, isRefusal, toAppError } from "./faults.ts";

/** Kinds of requests that move no money and change nothing that is: made twice, one of the two is never used. */
const HARMLESS: ReadonlySet<string> = new Set([
  "customer",
  "product",
  "price",
  "coupon",
  "checkout",
  "portal",
  "account_link",
]);

/** How anything is asked of the SDK: a reading may be null, a change is written down first under a key of ours. */
export class StripeCalls {
  readonly stripe: Stripe;
  readonly #requests: PaymentRequests;

  constructor(stripe: Stripe, requests: PaymentRequests) {
    this.stripe = stripe;
    this.#requests = requests;
  }

  /** Null when what was asked for is not there. */
  async read<T>(ask: () => Promise<T>): Promise<T | null> {
    try {
      return await ask();
    } catch (error) {
      if (isMissing(error)) return null;
      throw toAppError(error);
    }
  }

  /** All pages of a list. */
  async list<T>(pages: AsyncIterable<T>): Promise<T[]> {
    const rows: T[] = [];
    try {
      for await (const row of pages) rows.push(row);
    } catch (error) {
      throw toAppError(error);
    }
    return rows;
  }

  async send<T extends object>(
    kind: string,
    subjectId: string,
    key: string,
    body: object,
    send: (options: { idempotencyKey: string }) => Promise<T>,
  ): Promise<T> {
    const idempotencyKey = await this.#requests.begin({ key, kind, subjectId, body });
    try {
      const answer = await send({ idempotencyKey });
      await this.#requests.finish(idempotencyKey, { response: { id: "id" in answer ? answer.id : null } });
      return answer;
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      const mayRepeat = isRefusal(error) || (HARMLESS.has(kind) && isFault(error));
      await this.#requests.finish(idempotencyKey, { error: text, mayRepeat });
      throw toAppError(error);
    }
  }

  /** As `send`; "balance_short" when the account that should give has too little, or the one that should take may not at present. */
  async sendIfCovered<T extends object>(
    kind: string,
    subjectId: string,
    key: string,
    body: object,
    send: (options: { idempotencyKey: string }) => Promise<T>,
  ): Promise<T | "balance_short"> {
    try {
      return await this.send(kind, subjectId, key, body, send);
    } catch (error) {
      if (isShort(error)) return "balance_short";
      throw error;
    }
  }
}

/** Whether `error`, as `send` threw it, is the service's no. */
export function wasRefused(error: unknown): boolean {
  return error instanceof Error && isRefusal(error.cause);
}

/** What passes with time and is asked again: no fault of the request. */
const NOT_NOW: readonly unknown[] = [
  "balance_insufficient",
  "insufficient_capabilities_for_transfer",
  "payouts_not_allowed",
];

function isShort(error: unknown): boolean {
  const cause: unknown = error instanceof Error ? error.cause : null;
  return typeof cause === "object" && cause !== null && "code" in cause && NOT_NOW.includes(cause.code);
}

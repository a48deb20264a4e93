import type { Db } from "@/lib/db/client";
import { HOUR_MS, MINUTE_MS } from "@/lib/kernel/time";
import type { Clock } from "@/lib/ports/clock";
import type { PaymentRequest, PaymentRequests } from "@/lib/ports/payment-requests";

/** Stripe remembers keys for 24 h at least. Past this age a key is not trusted to be remembered. */
const KEY_TRUSTED_MS = 23 * HOUR_MS;
/** Stripe keeps a no, and a fault of its own, under the key as it keeps any answer. After so long the same request goes under a new one; each time twice as long. */
const REPEAT_AFTER_MS = MINUTE_MS;
/** What stands as the answer of a request that may be repeated. */
const REPEATABLE = { mayRepeat: true } as const;

/** Keeps `stripe_requests`: what we sent, under which key, and what came back. */
export class StoredPaymentRequests implements PaymentRequests {
  readonly #db: Db;
  readonly #clock: Clock;

  constructor(db: Db, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  async begin(request: PaymentRequest): Promise<string> {
    const now = this.#clock.now();
    for (let attempt = 1; ; attempt += 1) {
      const key = attempt === 1 ? request.key : `${request.key}#${attempt}`;
      const body = JSON.parse(JSON.stringify(request.body)) as object;
      const { count } = await this.#db.stripeRequest.createMany({
        data: [{ key, kind: request.kind, subjectId: request.subjectId, request: body, createdAt: new Date(now) }],
        skipDuplicates: true,
      });
      if (count === 1) return key;
      const kept = await this.#db.stripeRequest.findUniqueOrThrow({ where: { key } });
      const keptMs = isRepeatable(kept.response)
        ? Math.min(REPEAT_AFTER_MS * 2 ** (attempt - 1), KEY_TRUSTED_MS)
        : KEY_TRUSTED_MS;
      const young = now - kept.createdAt.getTime() < keptMs;
      if (young && canonical(kept.request) === canonical(body)) return key;
    }
  }

  async finish(
    key: string,
    outcome: { readonly response: object } | { readonly error: string; readonly mayRepeat: boolean },
  ): Promise<void> {
    await this.#db.stripeRequest.update({
      where: { key },
      data: {
        answeredAt: new Date(this.#clock.now()),
        ...("response" in outcome
          ? { response: outcome.response, error: null }
          : { error: outcome.error.slice(0, 500), ...(outcome.mayRepeat ? { response: REPEATABLE } : {}) }),
      },
    });
  }
}

function isRepeatable(response: unknown): boolean {
  return typeof response === "object" && response !== null && "mayRepeat" in response;
}

/** JSON with sorted names: jsonb keeps no order. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(",")}}`;
}

import type { Endpoint } from "./endpoint.ts";
import type { Engine } from "./engine.ts";
import { StripeFault } from "./fault.ts";
import { canonicalForm, type Form, Params, parseForm } from "./form.ts";
import { render } from "./render.ts";
import { accountEndpoints, requireConnected } from "./resources/accounts.ts";
import { catalogueEndpoints } from "./resources/catalogue.ts";
import { checkoutEndpoints } from "./resources/checkout.ts";
import { customerEndpoints } from "./resources/customers.ts";
import { discountEndpoints } from "./resources/discounts.ts";
import { disputeEndpoints } from "./resources/disputes.ts";
import { eventEndpoints } from "./resources/events.ts";
import { paymentEndpoints } from "./resources/payments.ts";
import { payoutEndpoints } from "./resources/payouts.ts";
import { portalEndpoints } from "./resources/portal.ts";
import { refundEndpoints } from "./resources/refunds.ts";
import { subscriptionEndpoints } from "./resources/subscriptions.ts";
import { transferEndpoints } from "./resources/transfers.ts";

const ENDPOINTS: readonly Endpoint[] = [
  ...catalogueEndpoints,
  ...discountEndpoints,
  ...customerEndpoints,
  ...checkoutEndpoints,
  ...subscriptionEndpoints,
  ...paymentEndpoints,
  ...refundEndpoints,
  ...disputeEndpoints,
  ...transferEndpoints,
  ...payoutEndpoints,
  ...accountEndpoints,
  ...portalEndpoints,
  ...eventEndpoints,
];

const KEY_LIFE_SEC = 86_400;

export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly body: string;
  readonly requestId: string;
  readonly authorization: string | undefined;
  readonly idempotencyKey: string | undefined;
  readonly account: string | undefined;
}

export interface ApiAnswer {
  readonly status: number;
  readonly body: string;
  readonly replayed: boolean;
}

/** Answers one API request, with Stripe's idempotency: the first answer under a key is kept a day, other parameters are refused. */
export function answerApi(engine: Engine, request: ApiRequest): ApiAnswer {
  try {
    requireKey(request.authorization);
    const found = findEndpoint(request.method, request.path);
    const form = parseForm(request.method === "POST" ? request.body : request.query);
    const expand = new Params(form).texts("expand");
    const { expand: _expand, ...rest } = form;
    const run = (): string =>
      JSON.stringify(
        engine.run(
          (call) => {
            if (call.account !== null) requireConnected(call, call.account);
            const params = new Params(rest);
            params.allow(found.endpoint.allowed ?? []);
            return render(call, found.endpoint.run(call, params, found.id), expand);
          },
          {
            requestId: request.requestId,
            ...(request.idempotencyKey === undefined ? {} : { idempotencyKey: request.idempotencyKey }),
            ...(request.account === undefined ? {} : { account: request.account }),
          },
        ),
        null,
        2,
      );
    if (request.method !== "POST" || request.idempotencyKey === undefined)
      return { status: 200, body: run(), replayed: false };
    return once(engine, request, request.idempotencyKey, rest, run);
  } catch (error) {
    if (!(error instanceof StripeFault)) throw error;
    return { status: error.status, body: JSON.stringify(error.body(request.requestId)), replayed: false };
  }
}

function once(engine: Engine, request: ApiRequest, key: string, form: Form, run: () => string): ApiAnswer {
  const id = `_k_${request.account ?? ""}_${key}`;
  const fingerprint = `${request.path} ${canonicalForm(form)}`;
  const kept = engine.store.get("_answer", id);
  if (kept !== undefined && kept.at > engine.nowSec() - KEY_LIFE_SEC) {
    if (kept.fingerprint !== fingerprint) {
      throw new StripeFault(
        400,
        `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
        { type: "idempotency_error" },
      );
    }
    return { status: kept.status, body: kept.body, replayed: true };
  }
  const answer = attempt(request, run);
  engine.store.commit([{ id, object: "_answer", fingerprint, ...answer, at: engine.nowSec() }]);
  return { ...answer, replayed: false };
}

/** Stripe keeps a refusal as it keeps a success; not that of parameters, which it finds before it begins. */
function attempt(request: ApiRequest, run: () => string): { readonly status: number; readonly body: string } {
  try {
    return { status: 200, body: run() };
  } catch (error) {
    if (!(error instanceof StripeFault) || error.status >= 500 || error.code?.startsWith("parameter_") === true)
      throw error;
    return { status: error.status, body: JSON.stringify(error.body(request.requestId)) };
  }
}

/** @throws StripeFault 401 unless a secret test key is sent */
function requireKey(authorization: string | undefined): void {
  const key = /^Bearer (.+)$/.exec(authorization ?? "")?.[1] ?? "";
  if (/^(sk|rk)_test_\w+/.test(key)) return;
  throw new StripeFault(
    401,
    key === "" ? "You did not provide an API key." : "Invalid API Key provided: only test keys work here.",
  );
}

function findEndpoint(method: string, path: string): { endpoint: Endpoint; id: string } {
  let known = false;
  for (const endpoint of ENDPOINTS) {
    const match = new RegExp(`^${endpoint.path.replace(":id", "([^/]+)")}$`).exec(path);
    if (match === null) continue;
    known = true;
    if (endpoint.method === method) return { endpoint, id: decodeURIComponent(match[1] ?? "") };
  }
  throw new StripeFault(
    404,
    `Unrecognized request URL (${method}: ${path}).${known ? " Another method is offered here." : ""}`,
  );
}

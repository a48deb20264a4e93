import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { VenueKey } from "../account.ts";
import type { Books } from "../core/books.ts";
import { readRule } from "../faults/fault.ts";
import type { Faults } from "../faults/faults.ts";
import type { WantedKey } from "../start-venue.ts";
import { accountFigures } from "./figures.ts";
import type { Hands, HandTrade, SetPrice } from "./hands.ts";

interface Control {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Below /control. */
  readonly path: string;
  readonly body: string;
  readonly token: string;
  readonly faults: Faults;
  readonly hands: Hands;
  readonly books: Books;
  makeKey(wanted: WantedKey): VenueKey;
  changeKey(apiKey: string, changes: Partial<Pick<VenueKey, "rights" | "revoked" | "ips">>): void;
}

/** `/control`: prices, faults, hands and the ledger, for scripts that hold the token (`Authorization: Bearer`). JSON both ways. */
export function answerControl(control: Control): void {
  const { request, response, path, token } = control;
  const given = Buffer.from(request.headers.authorization?.replace(/^Bearer /, "") ?? "");
  const wanted = Buffer.from(token);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted))
    return say(response, 401, { error: "The token is wrong." });
  const verb = VERBS[`${request.method} ${path}`];
  if (verb === undefined) return say(response, 404, { error: `Nothing is done at ${path}.` });
  try {
    say(response, 200, verb(control, control.body === "" ? {} : (JSON.parse(control.body) as Given)) ?? {});
  } catch (error) {
    say(response, 422, { error: error instanceof Error ? error.message : "not understood" });
  }
}

type Given = Readonly<Record<string, unknown>>;

const VERBS: Readonly<Record<string, (control: Control, given: Given) => unknown>> = {
  "POST /price": ({ hands }, given) => hands.setPrice(given as unknown as SetPrice),
  "POST /faults": ({ faults }, given) => ({ id: faults.arm(readRule(given)) }),
  "DELETE /faults": ({ faults }, given) => faults.disarm(typeof given["id"] === "number" ? given["id"] : undefined),
  "GET /faults": ({ faults }) => ({ waiting: faults.waiting(), hits: faults.hits() }),
  "POST /halt": ({ hands }, given) =>
    hands.haltMarket(text(given, "exchange"), text(given, "symbol"), given["on"] !== false),
  "POST /freeze": ({ hands }, given) =>
    hands.freezeTicker(text(given, "exchange"), text(given, "symbol"), given["on"] !== false),
  "POST /cancel": ({ hands }, given) => hands.cancelByHand(text(given, "account"), text(given, "orderId")),
  "POST /trade": ({ hands }, given) => hands.tradeByHand(given as unknown as HandTrade),
  "POST /money": ({ hands }, given) =>
    hands.moveMoney({
      account: text(given, "account"),
      currency: text(given, "currency"),
      amount: text(given, "amount"),
    }),
  "POST /leverage": ({ hands }, given) =>
    hands.setLeverageByHand(text(given, "account"), text(given, "symbol"), Number(given["leverage"])),
  "POST /keys": ({ makeKey }, given) => makeKey(given as unknown as WantedKey),
  "POST /keys/change": ({ changeKey }, { apiKey, ...changes }) => changeKey(String(apiKey), changes),
  "POST /account": ({ books }, given) => accountFigures(books, text(given, "account")),
  "GET /accounts": ({ books }) => ({ accounts: books.accounts().map(({ id }) => accountFigures(books, id)) }),
};

function text(given: Given, name: string): string {
  const value = given[name];
  if (typeof value !== "string") throw new Error(`${name} must be a text.`);
  return value;
}

function say(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

import type { IncomingMessage, ServerResponse } from "node:http";
import { standInPage } from "../stand-in-page.ts";
import type { VenueKey } from "./account.ts";
import type { Hands } from "./control/hands.ts";
import type { Books } from "./core/books.ts";
import { VENUE_EXCHANGES } from "./core/listing.ts";
import { accountPage, accountsList } from "./pages/account-page.ts";
import { actByHand } from "./pages/act-by-hand.ts";
import { keysPage, madePage, RIGHTS } from "./pages/keys-page.ts";
import type { WantedKey } from "./start-venue.ts";
import type { VenueStore } from "./venue-store.ts";

const VENUE = {
  name: "Sandbox exchange",
  strip: "Sandbox exchange: a local stand-in. Keys and money here are worth nothing anywhere else.",
};

export interface PageAsked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly pathname: string;
  readonly body: string;
  readonly store: VenueStore;
  readonly books: Books;
  readonly hands: Hands;
  makeKey(wanted: WantedKey): VenueKey;
}

/** The venue's own site: make and revoke keys, look at accounts, trade by hand. */
export async function answerPage(asked: PageAsked): Promise<void> {
  const { request, response, pathname, body, store, books } = asked;
  const posts = request.method === "POST";
  // A page of another site cannot make a browser act here.
  if (posts && request.headers["sec-fetch-site"] === "cross-site")
    return html(response, 403, "Not from here", "<h1>Act on this site itself</h1>");
  if (pathname === "/")
    return html(response, 200, "API keys", keysPage(store.all(), books.accounts()) + accountsList(books));
  if (pathname === "/keys" && posts) return makeKey(asked, new URLSearchParams(body));
  if (pathname === "/revoke" && posts) {
    const key = store.all().find(({ apiKey }) => apiKey === new URLSearchParams(body).get("apiKey"));
    if (key === undefined) return html(response, 404, "Not found", "<h1>There is no such key</h1>");
    store.change(key.apiKey, { revoked: true });
    return seeOther(response, "/");
  }
  const [, account = "", verb] = /^\/account\/(\w+)(?:\/(\w+))?$/.exec(pathname) ?? [];
  if (books.account(account) !== undefined) {
    if (verb === undefined) return html(response, 200, "Account", accountPage(books, account, ""), true);
    const fault = posts ? actByHand(asked.hands, account, verb, new URLSearchParams(body)) : "This page is posted to.";
    if (fault === null) return seeOther(response, `/account/${account}`);
    return html(response, 422, "Account", accountPage(books, account, fault), true);
  }
  return html(response, 404, "Not found", "<h1>There is nothing here</h1>");
}

function makeKey({ request, response, makeKey: make, books }: PageAsked, form: URLSearchParams): void {
  const exchange = VENUE_EXCHANGES.find((one) => one === form.get("exchange"));
  if (exchange === undefined) return html(response, 422, "Not an exchange", "<h1>Choose one of the exchanges</h1>");
  const account = form.get("account") ?? "";
  if (account !== "" && books.account(account)?.exchange !== exchange)
    return html(response, 422, "Not its account", `<h1>That account is not one of ${exchange}</h1>`);
  const rights = Object.fromEntries(RIGHTS.map(([name]) => [name, form.has(name)])) as Record<
    keyof VenueKey["rights"],
    boolean
  >;
  const key = make({ exchange, rights, ...(account === "" ? {} : { account }) });
  if (request.headers.accept?.includes("application/json") === true) {
    response.writeHead(201, { "content-type": "application/json" }).end(JSON.stringify(key));
    return;
  }
  html(response, 201, "Your key", madePage(key));
}

function seeOther(response: ServerResponse, location: string): void {
  response.writeHead(303, { location }).end();
}

function html(response: ServerResponse, status: number, title: string, body: string, wide = false): void {
  response
    .writeHead(status, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" })
    .end(standInPage(VENUE, title, body, { wide }));
}

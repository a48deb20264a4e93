import type { IncomingMessage, ServerResponse } from "node:http";
import { escapeHtml, standInPage } from "../stand-in-page.ts";
import type { VenueKey, VenueRights } from "./account.ts";
import type { Hands } from "./control/hands.ts";
import type { Books } from "./core/books.ts";
import type { WantedKey } from "./start-venue.ts";
import type { VenueStore } from "./venue-store.ts";

const VENUE = {
  name: "Sandbox exchange",
  strip: "Sandbox exchange: a local stand-in. Keys made here are worth nothing anywhere else.",
};

const EXCHANGES = ["bybit", "binance", "mexc", "bitget"];
const RIGHTS: readonly (readonly [keyof VenueRights, string, boolean])[] = [
  ["read", "Read the account", true],
  ["trade", "Trade", true],
  ["ipBound", "Only from named addresses", true],
  ["withdraw", "Withdraw", false],
  ["transfer", "Transfer", false],
];

/** The venue's own page: make a key with the rights one likes, see those made, revoke one. */
export async function answerPage(asked: {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly pathname: string;
  readonly body: string;
  readonly store: VenueStore;
  readonly books: Books;
  readonly hands: Hands;
  makeKey(wanted: WantedKey): VenueKey;
}): Promise<void> {
  const { request, response, pathname, body, store } = asked;
  const form = new URLSearchParams(body);
  if (pathname === "/keys" && request.method === "POST") {
    const exchange = form.get("exchange") ?? "";
    if (!EXCHANGES.includes(exchange))
      return html(response, 422, "Not an exchange", "<h1>Choose one of the exchanges</h1>");
    const rights = Object.fromEntries(RIGHTS.map(([name]) => [name, form.has(name)])) as Record<
      keyof VenueRights,
      boolean
    >;
    const key = asked.makeKey({ exchange, rights });
    if (request.headers.accept?.includes("application/json") === true) {
      response.writeHead(201, { "content-type": "application/json" }).end(JSON.stringify(key));
      return;
    }
    return html(response, 201, "Your key", made(key));
  }
  if (pathname === "/revoke" && request.method === "POST") {
    const key = store.all().find(({ apiKey }) => apiKey === form.get("apiKey"));
    if (key === undefined) return html(response, 404, "Not found", "<h1>There is no such key</h1>");
    store.change(key.apiKey, { revoked: true });
    response.writeHead(303, { location: "/" }).end();
    return;
  }
  if (pathname === "/") return html(response, 200, "API keys", list(store.all()));
  return html(response, 404, "Not found", "<h1>There is nothing here</h1>");
}

function html(response: ServerResponse, status: number, title: string, body: string): void {
  response
    .writeHead(status, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" })
    .end(standInPage(VENUE, title, body));
}

function made(key: VenueKey): string {
  const rows = [
    ["Exchange", key.exchange],
    ["API key", key.apiKey],
    ["API secret", key.apiSecret],
    ...(key.passphrase === "" ? [] : [["Passphrase", key.passphrase]]),
  ];
  return `<h1>Your key</h1><p>Copy it into Settings, Exchange keys. The secret is not shown again.</p>
<dl>${rows.map(([name = "", value = ""]) => `<dt>${name}</dt><dd><code>${escapeHtml(value)}</code></dd>`).join("")}</dl>
<div class="row"><a class="button" href="/">All keys</a></div>`;
}

function list(keys: readonly VenueKey[]): string {
  const options = EXCHANGES.map((id) => `<option>${id}</option>`).join("");
  const boxes = RIGHTS.map(
    ([name, words, on]) => `<label><input type="checkbox" name="${name}"${on ? " checked" : ""}> ${words}</label>`,
  ).join("");
  const rows = keys
    .filter(({ revoked }) => !revoked)
    .map(
      ({ exchange, apiKey, rights }) =>
        `<li>${exchange} <code>${apiKey}</code> (${RIGHTS.filter(([name]) => rights[name])
          .map(([, words]) => words.toLowerCase())
          .join(", ")})
<form method="post" action="/revoke"><input type="hidden" name="apiKey" value="${apiKey}"><button>Revoke</button></form></li>`,
    )
    .join("");
  return `<h1>API keys</h1><form method="post" action="/keys"><label for="exchange">Exchange</label>
<select id="exchange" name="exchange">${options}</select>${boxes}
<div class="row"><button class="main">Make a key</button></div></form>${rows === "" ? "" : `<h2>Made here</h2><ul>${rows}</ul>`}`;
}

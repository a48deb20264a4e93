import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { dec } from "@/lib/kernel/decimal";
import { readBody } from "../read-body.ts";
import { LOCAL_ADDRESSES, type VenueKey } from "./account.ts";
import { type Answered, answerCall, type Desk } from "./answer-call.ts";
import { answerControl } from "./control/answer-control.ts";
import { createHands, type Hands } from "./control/hands.ts";
import { openAccount } from "./core/accounts.ts";
import { Books } from "./core/books.ts";
import { QuoteBoard, type VenueBars } from "./core/prices.ts";
import { Faults } from "./faults/faults.ts";
import { RequestWall } from "./faults/request-wall.ts";
import { answerPage } from "./page.ts";
import { protocolOf } from "./protocols.ts";
import { Sockets } from "./sockets.ts";
import { VenueStore } from "./venue-store.ts";

export interface VenueOptions {
  /** 0: any. */
  readonly port: number;
  /** Keys, orders and ledger are kept in `venue/` below this folder; unset: in memory only. */
  readonly dataDir?: string;
  /** Milliseconds; the machine's clock unless told. */
  readonly now?: () => number;
  /** How many of its milliseconds pass in one of the machine's, where `now` runs ahead; 1 unless told. */
  readonly speed?: number;
  /** Where candles come from; none: klines are empty. */
  readonly candles?: VenueBars;
  /** What a new account has in each wallet. */
  readonly startUsdt?: string;
}

export type WantedKey = Pick<VenueKey, "exchange" | "rights"> & Partial<Pick<VenueKey, "account" | "ips">>;

export interface Venue extends Hands {
  readonly url: string;
  /** Opens `/control`; also in `venue/control.token`. */
  readonly controlToken: string;
  readonly faults: Faults;
  /** All that it knows, for tests to compare with; what decides in the product asks over HTTP like everybody. */
  readonly books: Books;
  /** Gives out a key, as an exchange's own page does; without `account` it opens a new one. */
  makeKey(wanted: WantedKey): VenueKey;
  changeKey(apiKey: string, changes: Partial<Pick<VenueKey, "rights" | "revoked" | "ips">>): void;
  /** How many sockets tell the account's news at this moment. */
  hearers(account: string): number;
  close(): Promise<void>;
}

const BODY_MAX = 100_000;

/**
 * Starts a server on 127.0.0.1 that speaks the protocols of Binance, Bybit, MEXC and Bitget to the real ccxt: it checks signatures, clocks and
 * rights, keeps an exact ledger, fills orders by the prices it is told, can fail on demand, and has a page on which a person makes keys and
 * trades by hand. For the sandbox, development and tests: production refuses it.
 */
export async function startVenue(options: VenueOptions): Promise<Venue> {
  const folder = options.dataDir === undefined ? null : join(options.dataDir, "venue");
  const now = options.now ?? Date.now;
  const store = new VenueStore(folder === null ? null : join(folder, "keys.json"));
  const books = new Books({
    now,
    quotes: new QuoteBoard(),
    file: folder === null ? null : join(folder, "books.ndjson"),
  });
  const closing = new AbortController();
  const faults = new Faults();
  const desk: Desk = {
    books,
    faults,
    wall: new RequestWall(),
    candles: options.candles ?? null,
    closing: closing.signal,
    speed: options.speed ?? 1,
  };
  const startUsdt = dec(options.startUsdt ?? "10000");
  const controlToken = randomBytes(24).toString("base64url");
  if (folder !== null) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "control.token"), controlToken, { mode: 0o600 });
  }
  // Keys of an older venue have accounts that its books do not know yet.
  for (const key of store.all()) openAccount(books, key.exchange, startUsdt, key.account);

  const makeKey: Venue["makeKey"] = ({ exchange, rights, account, ips }) => {
    const key: VenueKey = {
      exchange,
      apiKey: `local${randomBytes(12).toString("hex")}`,
      apiSecret: randomBytes(24).toString("hex"),
      passphrase: exchange === "bitget" ? randomBytes(6).toString("hex") : "",
      rights,
      revoked: false,
      account: openAccount(books, exchange, startUsdt, account),
      ips: ips ?? LOCAL_ADDRESSES,
    };
    store.put(key);
    return key;
  };
  const changeKey: Venue["changeKey"] = (apiKey, changes) => store.change(apiKey, changes);
  const hands = createHands(books, faults);

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, search } = new URL(request.url ?? "/", "http://127.0.0.1");
    const body = await readBody(request, BODY_MAX);
    const [, named = "", ...rest] = pathname.split("/");
    const host = named.replace(/:\d+$/, "");
    const path = `/${rest.join("/")}`;
    if (host === "control")
      return answerControl({
        request,
        response,
        path,
        body,
        token: controlToken,
        faults,
        hands,
        books,
        makeKey,
        changeKey,
      });
    const protocol = protocolOf(host, path);
    if (protocol === undefined) return answerPage({ request, response, pathname, body, store, books, hands, makeKey });
    const answered = await answerCall(desk, protocol, {
      method: request.method ?? "GET",
      host,
      path,
      query: search.slice(1),
      body,
      header: (name) => String(request.headers[name] ?? ""),
      remote: request.socket.remoteAddress ?? "",
      now: now(),
      keyOf: (apiKey) => store.get(protocol.exchange, apiKey),
    });
    send(response, answered);
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  const sockets = new Sockets({ desk, now, keyOf: (exchange, apiKey) => store.get(exchange, apiKey), protocolOf });
  server.on("upgrade", (request, socket, head) => sockets.upgrade(request, socket, head));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : options.port;
  return {
    ...hands,
    url: `http://127.0.0.1:${port}`,
    controlToken,
    faults,
    books,
    makeKey,
    changeKey,
    hearers: (account) => sockets.hearers(account),
    async close() {
      closing.abort();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function send(response: ServerResponse, { sending, answer }: Answered): void {
  if (sending === "hang") return; // until the client gives up
  if (sending === "reset") return void response.socket?.resetAndDestroy();
  const html = typeof answer.body === "string";
  const text = html ? String(answer.body) : JSON.stringify(answer.body);
  const headers = { "content-type": html ? "text/html" : "application/json", ...answer.headers };
  if (sending === "whole") return void response.writeHead(answer.status, headers).end(text);
  response.writeHead(answer.status, { ...headers, "content-length": Buffer.byteLength(text) });
  response.write(text.slice(0, Math.ceil(text.length / 2)), () => response.socket?.destroy());
}

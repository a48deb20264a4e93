import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import type { Protocol, VenueKey } from "./account.ts";
import { answerPage } from "./page.ts";
import { binance } from "./protocols/binance.ts";
import { bitget } from "./protocols/bitget.ts";
import { bybit } from "./protocols/bybit.ts";
import { mexc } from "./protocols/mexc.ts";
import { VenueStore } from "./venue-store.ts";

export interface VenueOptions {
  readonly port: number;
  /** Its keys are kept in `venue/` below this folder. */
  readonly dataDir: string;
  /** Milliseconds; the machine's clock unless told. */
  readonly now?: () => number;
}

export interface Venue {
  readonly url: string;
  /** Gives out a key, as an exchange's own page does. */
  makeKey(wanted: Pick<VenueKey, "exchange" | "rights">): VenueKey;
  changeKey(apiKey: string, changes: Partial<Pick<VenueKey, "rights" | "revoked">>): void;
  close(): Promise<void>;
}

const BODY_MAX = 100_000;

/** By the host that ccxt would have asked: EXCHANGE_URL_<ID> keeps it as first path segment (SPEC 3). */
const PROTOCOLS: readonly (readonly [host: RegExp, exchange: string, answer: Protocol])[] = [
  [/(^|\.)binance\.(com|vision)$/, "binance", binance],
  [/(^|\.)bybit(-testnet|\.testnet)?\.com$/, "bybit", bybit],
  [/(^|\.)mexc\.com$/, "mexc", mexc],
  [/(^|\.)bitget\.com$/, "bitget", bitget],
];

/**
 * Starts a server on 127.0.0.1 that speaks the account endpoints of Binance, Bybit, MEXC and Bitget to the real ccxt: it checks signatures,
 * clocks and rights, and has a page on which a person makes keys. For the sandbox, development and tests: production refuses it.
 */
export async function startVenue(options: VenueOptions): Promise<Venue> {
  const store = new VenueStore(join(options.dataDir, "venue"));
  const now = options.now ?? Date.now;

  const makeKey: Venue["makeKey"] = ({ exchange, rights }) => {
    const key: VenueKey = {
      exchange,
      apiKey: `local${randomBytes(12).toString("hex")}`,
      apiSecret: randomBytes(24).toString("hex"),
      passphrase: exchange === "bitget" ? randomBytes(6).toString("hex") : "",
      rights,
      revoked: false,
    };
    store.put(key);
    return key;
  };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, search } = new URL(request.url ?? "/", "http://127.0.0.1");
    const body = await readBody(request);
    const [, host = "", ...rest] = pathname.split("/");
    const found = PROTOCOLS.find(([pattern]) => pattern.test(host));
    if (found === undefined) return answerPage({ request, response, pathname, body, store, makeKey });
    const [, exchange, protocol] = found;
    const { status, body: said } = protocol({
      method: request.method ?? "GET",
      path: `/${rest.join("/")}`,
      query: search.slice(1),
      body,
      header: (name) => String(request.headers[name] ?? ""),
      now: now(),
      keyOf: (apiKey) => store.get(exchange, apiKey),
    });
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(said));
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : options.port;
  return {
    url: `http://127.0.0.1:${port}`,
    makeKey,
    changeKey: (apiKey, changes) => store.change(apiKey, changes),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > BODY_MAX) throw new Error("The body is too large.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

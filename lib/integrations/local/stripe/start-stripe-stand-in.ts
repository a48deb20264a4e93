import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { readBody } from "../read-body.ts";
import { answerApi } from "./api.ts";
import { API_VERSION } from "./call.ts";
import { control, type Faults } from "./control.ts";
import { Deliveries, type DeliveryTarget } from "./deliveries.ts";
import { Engine } from "./engine.ts";
import { StripeFault } from "./fault.ts";
import { htmlPage } from "./pages/layout.ts";
import { answerPage } from "./pages/pages.ts";
import { Store } from "./store.ts";

export interface StripeStandInOptions extends DeliveryTarget {
  readonly port: number;
  /** Its state is kept in `stripe/` below this folder. */
  readonly dataDir: string;
  /** Milliseconds; the machine's clock unless told. Its own `advance` comes on top. */
  readonly now?: () => number;
}

export interface StripeStandIn {
  readonly url: string;
  readonly engine: Engine;
  close(): Promise<void>;
}

const BODY_MAX = 1_000_000;
const TICK_MS = 1_000;

/**
 * Starts a server on 127.0.0.1 that speaks Stripe's API to the real SDK, with Checkout, portal and onboarding pages for a browser and
 * signed webhook deliveries. For development and tests only: production refuses to start with it.
 */
export async function startStripeStandIn(options: StripeStandInOptions): Promise<StripeStandIn> {
  const store = new Store(join(options.dataDir, "stripe"));
  const deliveries = new Deliveries(store, options);
  const faults: Faults = { loseAnswers: 0, fail: 0 };
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500, { "content-type": "application/json" });
      response.end(JSON.stringify({ error: { type: "api_error", message: String(error) } }));
    });
  });
  // Longer than any client of ours keeps a connection: a request must not meet one that is just being closed.
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : options.port;
  const url = `http://127.0.0.1:${port}`;
  const engine = new Engine({ store, deliveries, baseUrl: url, now: options.now ?? Date.now });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, search } = new URL(request.url ?? "/", url);
    const body = await readBody(request, BODY_MAX);
    if (pathname === "/_control") {
      const answer =
        request.method === "POST"
          ? await control(engine, deliveries, faults, body)
          : { waiting: deliveries.waiting(), now: engine.nowSec() };
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
      return;
    }
    if (pathname.startsWith("/v1/")) return answer(request, response, pathname, search.slice(1), body);
    const page = answerPage(engine, request.method ?? "GET", pathname, body);
    if (page === null) {
      response
        .writeHead(404, { "content-type": "text/html; charset=utf-8" })
        .end(htmlPage("Not found", "<h1>There is nothing here</h1>"));
    } else if ("goTo" in page) {
      response.writeHead(303, { location: page.goTo }).end();
    } else if ("pdf" in page) {
      response.writeHead(200, { "content-type": "application/pdf" }).end(page.pdf);
    } else {
      response
        .writeHead(page.status, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" })
        .end(page.html);
    }
  }

  function answer(request: IncomingMessage, response: ServerResponse, path: string, query: string, body: string): void {
    const requestId = `req_${Math.random().toString(36).slice(2, 16)}`;
    const key = header(request, "idempotency-key");
    const headers: Record<string, string> = {
      "content-type": "application/json",
      "request-id": requestId,
      "stripe-version": header(request, "stripe-version") ?? API_VERSION,
      ...(key === undefined ? {} : { "idempotency-key": key }),
    };
    if (faults.fail > 0) {
      faults.fail -= 1;
      response
        .writeHead(500, headers)
        .end(JSON.stringify(new StripeFault(500, "An unknown error occurred", { type: "api_error" }).body(requestId)));
      return;
    }
    const answered = answerApi(engine, {
      method: request.method ?? "GET",
      path,
      query,
      body,
      requestId,
      authorization: header(request, "authorization"),
      idempotencyKey: key,
      account: header(request, "stripe-account"),
    });
    if (request.method === "POST" && faults.loseAnswers > 0) {
      faults.loseAnswers -= 1;
      request.socket.destroy();
      return;
    }
    if (answered.replayed) headers["idempotent-replayed"] = "true";
    response.writeHead(answered.status, headers).end(answered.body);
  }

  const timer = setInterval(() => engine.tick(), TICK_MS).unref();
  engine.tick();
  deliveries.wake();
  return {
    url,
    engine,
    async close() {
      clearInterval(timer);
      deliveries.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

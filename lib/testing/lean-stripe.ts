import { createServer, type IncomingMessage } from "node:http";
import { listenOnLoopback } from "./listen-on-loopback.ts";

/** Not in the answers of this server unless they are asked for by lists of their own. */
const LEFT_OUT: ReadonlySet<string> = new Set(["reversals", "refunds", "payments", "application_fee_amount"]);

export interface LeanStripe {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Another server that speaks Stripe's protocol, in front of our own stand-in: it follows no `expand`, leaves out whatever is null, and an
 * invoice of it does not repeat the metadata of its subscription. So the product may rely on none of that.
 */
export async function startLeanStripe(target: string): Promise<LeanStripe> {
  const server = createServer((request, response) => {
    void answer(target, request).then(
      ({ status, headers, text }) => response.writeHead(status, headers).end(text),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  return listenOnLoopback(server);
}

async function answer(target: string, request: IncomingMessage) {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  const url = new URL(request.url ?? "/", target);
  for (const name of [...url.searchParams.keys()]) if (name.startsWith("expand")) url.searchParams.delete(name);
  const headers = new Headers();
  for (const name of ["authorization", "content-type", "idempotency-key", "stripe-account"]) {
    const value = request.headers[name];
    if (typeof value === "string") headers.set(name, value);
  }
  const { method = "GET" } = request;
  const told = await fetch(url, { method, headers, ...(method === "POST" ? { body: Buffer.concat(chunks) } : {}) });
  const lean: unknown = JSON.parse(await told.text(), lessOf);
  return { status: told.status, headers: { "content-type": "application/json" }, text: JSON.stringify(lean) };
}

function lessOf(this: unknown, name: string, value: unknown): unknown {
  if (value === null || LEFT_OUT.has(name) || (name === "has_more" && value === false)) return undefined;
  const ofInvoice = name === "subscription_details" && typeof value === "object";
  return ofInvoice && "subscription" in value ? { subscription: value.subscription } : value;
}

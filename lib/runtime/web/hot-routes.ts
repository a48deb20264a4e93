import type { IncomingMessage, ServerResponse } from "node:http";
import type { PlainRoute } from "../plain-route.ts";
import type { Call } from "../route.ts";
import { alertRoute } from "./alert-route.ts";
import { publishRoute } from "./publish-route.ts";

/** Publications: the same functions that Next's routes export, with all their checks, answered without the way through Next. */
const ROUTES: readonly { readonly path: RegExp; readonly names: readonly string[]; readonly handler: PlainRoute }[] = [
  { path: /^\/api\/signals$/, names: [], handler: publishRoute },
  { path: /^\/api\/webhooks\/tradingview\/([^/]+)$/, names: ["token"], handler: alertRoute },
];

/** What next.config.mjs puts on every answer (hot-routes.test.ts compares). */
export const COMMON_HEADERS: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "strict-origin-when-cross-origin",
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
};

/** Largest body that any of these routes takes; one byte more is enough for them to refuse it. */
const BODY_MAX = 1_000_001;

/** Answers a POST that has a route here. @returns false when Next is to answer */
export async function serveHot(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  if (request.method !== "POST") return false;
  const path = pathOf(request.url ?? "/");
  for (const { path: pattern, names, handler } of ROUTES) {
    const match = pattern.exec(path);
    if (match === null) continue;
    const params = Object.fromEntries(names.map((name, place) => [name, decodeURIComponent(match[place + 1] ?? "")]));
    const call = await callOf(request);
    if (call === null) return true;
    const { status, headers, body } = await handler(call, params);
    response.writeHead(status, { ...COMMON_HEADERS, ...headers, "content-length": Buffer.byteLength(body) });
    response.end(body);
    return true;
  }
  return false;
}

function pathOf(url: string): string {
  const cut = url.indexOf("?");
  return cut < 0 ? url : url.slice(0, cut);
}

/**
 * The request as routes read it, header for header as the web's Request shows it. Of a body that is too large as much is read as they need to see
 * that. Null: its sender hung up before it was whole, so there is nobody to answer, and no fault of ours.
 */
async function callOf(request: IncomingMessage): Promise<Call | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // Left early the stream must not be destroyed with its connection: the refusal is still to be sent on it.
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= BODY_MAX) break;
    }
  } catch (error) {
    if (!request.complete) return null;
    throw error;
  }
  if (size >= BODY_MAX) request.resume();
  const sent = request.headers;
  return {
    method: "POST",
    url: `http://front${request.url ?? "/"}`,
    headers: {
      get(name) {
        const value = sent[name.toLowerCase()];
        return value === undefined ? null : Array.isArray(value) ? value.join(", ") : value;
      },
    },
    body: size === 0 ? null : Buffer.concat(chunks),
  };
}

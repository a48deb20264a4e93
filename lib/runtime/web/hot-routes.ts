import type { IncomingMessage, ServerResponse } from "node:http";
import { alertRoute } from "./alert-route.ts";
import { publishRoute } from "./publish-route.ts";

type Handler = typeof publishRoute;

/** Publications: the same functions that Next's routes export, with all their checks, answered without the way through Next. */
const ROUTES: readonly { readonly path: RegExp; readonly names: readonly string[]; readonly handler: Handler }[] = [
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
    const answer = await handler(await webRequest(request), { params: Promise.resolve(params) });
    const body = Buffer.from(await answer.arrayBuffer());
    response.writeHead(answer.status, {
      ...COMMON_HEADERS,
      ...Object.fromEntries(answer.headers),
      "content-length": body.length,
    });
    response.end(body);
    return true;
  }
  return false;
}

function pathOf(url: string): string {
  const cut = url.indexOf("?");
  return cut < 0 ? url : url.slice(0, cut);
}

/** The request as routes read it. Of a body that is too large as much is read as they need to see that. */
async function webRequest(request: IncomingMessage): Promise<Request> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers))
    for (const each of Array.isArray(value) ? value : value === undefined ? [] : [value]) headers.append(name, each);
  const chunks: Buffer[] = [];
  let size = 0;
  // Left early the stream must not be destroyed with its connection: the refusal is still to be sent on it.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= BODY_MAX) break;
  }
  if (size >= BODY_MAX) request.resume();
  const body = Buffer.concat(chunks);
  return new Request(`http://front${request.url ?? "/"}`, {
    method: "POST",
    headers,
    ...(body.length === 0 ? {} : { body }),
  });
}

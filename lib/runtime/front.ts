import type { IncomingMessage, ServerResponse } from "node:http";
import { callerAddress } from "./peer-address.ts";

/** Longer addresses are refused before anything reads them; our own longest (filters, cursors) stay under 2,000. */
export const URL_MAX = 8_000;

export interface FrontOptions {
  readonly isTrustedProxy: (ip: string) => boolean;
  readonly makeRequestId: () => string;
}

/**
 * What every request gets before Next or a socket sees it: an id of ours, the caller's address under `x-client-ip` (whatever he sent under
 * that name), and for the API a path without trailing slashes: old clients post with one, and a redirect would lose their body.
 * @returns false when the request was answered here, because its address is too long
 */
export function prepareRequest(
  request: IncomingMessage,
  response: ServerResponse | null,
  options: FrontOptions,
): boolean {
  const requestId = options.makeRequestId();
  request.headers["x-request-id"] = requestId;
  const forwardedFor = headerText(request.headers["x-forwarded-for"]);
  request.headers["x-client-ip"] = callerAddress(request.socket.remoteAddress, forwardedFor, options.isTrustedProxy);
  // Next writes an X-Forwarded-For of its own, so whether one came is noted here.
  request.headers["x-came-by-proxy"] = forwardedFor === undefined ? "0" : "1";
  if (response === null) return true;
  response.setHeader("x-request-id", requestId);
  const url = request.url ?? "/";
  if (url.length > URL_MAX) {
    response.writeHead(414, { "content-type": "application/problem+json", connection: "close" });
    response.end(
      JSON.stringify({
        type: "about:blank#bad_request",
        title: "The address is too long",
        status: 414,
        detail: `Send at most ${URL_MAX} characters.`,
        code: "bad_request",
        requestId,
      }),
    );
    return false;
  }
  request.url = withoutTrailingSlash(url);
  return true;
}

/** `/api/signals/?a=1` -> `/api/signals?a=1`. Other paths stay: for pages Next decides. */
export function withoutTrailingSlash(url: string): string {
  if (!url.startsWith("/api/")) return url;
  const cut = url.indexOf("?");
  const path = cut < 0 ? url : url.slice(0, cut);
  let end = path.length;
  while (end > "/api".length && path.charAt(end - 1) === "/") end -= 1;
  return end === path.length ? url : path.slice(0, end) + (cut < 0 ? "" : url.slice(cut));
}

function headerText(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(",") : value;
}

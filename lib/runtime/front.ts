import type { IncomingMessage, ServerResponse } from "node:http";
import { ERROR_CODES, type ErrorCode } from "@/lib/kernel/errors";
import { callerAddress } from "./peer-address.ts";

/** Longer addresses are refused before anything reads them; our own longest (filters, cursors) stay under 2,000. */
const URL_MAX = 8_000;

const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

export interface FrontOptions {
  readonly isTrustedProxy: (ip: string) => boolean;
  readonly makeRequestId: () => string;
}

/**
 * What every request gets before Next or a socket sees it: an id of ours, the caller's address under `x-client-ip` (whatever he sent under
 * that name), and where programs ask a path without trailing slashes: old clients post with one, and a redirect would lose their body.
 * People's addresses are made such as can be looked up (pageAddress).
 * @returns false when the request was answered here, because nothing behind could read it
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
  const url = pageAddress(apiAddress(request.url ?? "/"));
  const refusal = refusalOf(request.method ?? "GET", url);
  if (refusal !== null) {
    response.writeHead(refusal.status, { "content-type": "application/problem+json", connection: "close" });
    response.end(JSON.stringify({ type: `about:blank#${refusal.code}`, ...refusal, requestId }));
    return false;
  }
  request.url = url;
  return true;
}

interface Refusal {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly code: ErrorCode;
}

/** What Next would answer with a page of its own, or fail on: TRACE cannot even be made a Request. */
function refusalOf(method: string, url: string): Refusal | null {
  if (!METHODS.has(method))
    return { ...ERROR_CODES.method_not_allowed, detail: `Use ${[...METHODS].join(", ")}.`, code: "method_not_allowed" };
  if (url.length > URL_MAX) {
    const detail = `Send at most ${URL_MAX} characters.`;
    return { status: 414, title: "The address is too long", detail, code: "bad_request" };
  }
  if (isForPrograms(url) && !isDecodable(pathOf(url)))
    return { ...ERROR_CODES.bad_request, detail: "The address is not percent-encoded UTF-8.", code: "bad_request" };
  return null;
}

/** Whether programs ask here, and not people: a refusal is a problem then and no page of ours. */
export function isForPrograms(path: string): boolean {
  return path.startsWith("/api/") || path.startsWith("/.well-known/");
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

function pathOf(url: string): string {
  const cut = url.indexOf("?");
  return cut < 0 ? url : url.slice(0, cut);
}

/**
 * `//api//signals/?a=1` -> `/api/signals?a=1`: old clients end in a slash, others join a base that ends in one to a path that begins with it.
 * A backslash counts as a slash, as in every browser. Other paths stay: for pages Next decides.
 */
export function apiAddress(url: string): string {
  const path = pathOf(url);
  const plain = path.replace(/[/\\]+/g, "/");
  if (!isForPrograms(plain)) return url;
  return (plain.endsWith("/") ? plain.slice(0, -1) : plain) + url.slice(path.length);
}

/**
 * Where people ask, what cannot be looked up reads as U+FFFD, as HTML reads it, so that nothing is found by it: a NUL, which PostgreSQL refuses in any
 * text, and in a path what is no UTF-8, which Next fails to decode. Programs are told of it: by the field's name (parseInput), or above.
 */
export function pageAddress(url: string): string {
  if (isForPrograms(url)) return url;
  const path = pathOf(url);
  const readable = isDecodable(path)
    ? path
    : path.replace(/(?:%[0-9a-f]{2})+|%/gi, (run) => (isDecodable(run) ? run : UNKNOWN_SIGN));
  return (readable + url.slice(path.length)).replaceAll("%00", UNKNOWN_SIGN);
}

/** U+FFFD as an address holds it. */
const UNKNOWN_SIGN = "%EF%BF%BD";

function headerText(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(",") : value;
}

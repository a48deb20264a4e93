import { randomBytes } from "node:crypto";
import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from "node:http";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

const gzipAsync = promisify(gzip);

export interface GuestPagesOptions {
  /** Port of this very server on the loopback address: a page is rendered by asking ourselves. */
  readonly port: number;
  /** Whether a path is the same for every guest. */
  readonly isGuestPath: (pathname: string) => boolean;
  /** Age up to which a page is served as it is. */
  readonly freshMs: number;
  /** Age up to which it is served once more while a new one is rendered. */
  readonly staleMs: number;
  readonly entriesMax: number;
}

interface Page {
  readonly renderedAt: number;
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  /** The body, cut at each place of its nonce. */
  readonly parts: readonly Buffer[];
  /** The nonce it was rendered with; also inside the header values. */
  readonly nonce: string;
}

const BYPASS_HEADER = "x-guest-render";
const NOT_COPIED = new Set([
  "date",
  "connection",
  "keep-alive",
  "transfer-encoding",
  "content-length",
  "content-encoding",
  "x-request-id",
  "vary",
]);

/**
 * Public pages for visitors without any cookie, rendered at most once in `freshMs` however many ask. A CSP nonce makes every page
 * dynamic, so the body is kept cut at its nonce and joined with a fresh one for each answer. Anything personal, in doubt or not a plain
 * 200 page passes by.
 */
export class GuestPages {
  readonly #options: GuestPagesOptions;
  readonly #secret = randomBytes(16).toString("hex");
  readonly #pages = new Map<string, Page>();
  readonly #rendering = new Map<string, Promise<Page | null>>();
  readonly #dueAnew = new Set<string>();
  #renewals: Promise<unknown> = Promise.resolve();

  constructor(options: GuestPagesOptions) {
    this.#options = options;
  }

  /** Whether `serve` may try this request: a GET of a public page, with nothing in it that could be personal. */
  admits(request: IncomingMessage): boolean {
    const url = request.url ?? "";
    if (request.method !== "GET" || url.length > 300) return false;
    const { headers } = request;
    if (headers.cookie !== undefined || headers.authorization !== undefined) return false;
    if (
      headers.rsc !== undefined ||
      headers["next-router-prefetch"] !== undefined ||
      headers["next-action"] !== undefined
    )
      return false;
    if (headers[BYPASS_HEADER] === this.#secret) return false;
    const end = url.indexOf("?");
    return this.#options.isGuestPath(end < 0 ? url : url.slice(0, end)) && !url.includes("_rsc=");
  }

  /** Answers from a kept or a newly rendered page. False: the page is not of this kind; render it as usual. */
  async serve(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const page = await this.#pageOf(request.url ?? "/", request.headers.host ?? "localhost");
    if (page === null) return false;
    const nonce = randomBytes(16).toString("base64");
    const headers: OutgoingHttpHeaders = { ...page.headers };
    if (page.nonce !== "") {
      for (const [name, value] of Object.entries(headers)) {
        if (typeof value === "string" && value.includes(page.nonce))
          headers[name] = value.replaceAll(page.nonce, nonce);
      }
    }
    let body = join(page.parts, Buffer.from(nonce));
    headers.vary = "accept-encoding, cookie, rsc";
    if (/\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""))) {
      body = await gzipAsync(body, { level: 4 });
      headers["content-encoding"] = "gzip";
    }
    headers["content-length"] = body.byteLength;
    response.writeHead(page.status, headers);
    response.end(body);
    return true;
  }

  async #pageOf(url: string, host: string): Promise<Page | null> {
    const key = `${host} ${url}`;
    const kept = this.#pages.get(key);
    const age = kept === undefined ? Number.POSITIVE_INFINITY : performance.now() - kept.renderedAt;
    if (kept !== undefined && age <= this.#options.freshMs) return kept;
    if (kept !== undefined && age <= this.#options.staleMs) {
      this.#renew(key, url, host);
      return kept;
    }
    return this.#rendering.get(key) ?? this.#render(key, url, host);
  }

  /** Nobody waits for it, so pages are rendered anew one after the other: between two of them whatever else is asked has its turn. */
  #renew(key: string, url: string, host: string): void {
    if (this.#rendering.has(key) || this.#dueAnew.has(key)) return;
    this.#dueAnew.add(key);
    this.#renewals = this.#renewals.then(async () => {
      this.#dueAnew.delete(key);
      await (this.#rendering.get(key) ?? this.#render(key, url, host)).catch(() => null);
    });
  }

  #render(key: string, url: string, host: string): Promise<Page | null> {
    const rendering = this.#ask(url, host)
      .then((page) => {
        this.#pages.delete(key);
        if (page !== null) this.#pages.set(key, page);
        for (const oldest of this.#pages.keys()) {
          if (this.#pages.size <= this.#options.entriesMax) break;
          this.#pages.delete(oldest);
        }
        return page;
      })
      .finally(() => this.#rendering.delete(key));
    this.#rendering.set(key, rendering);
    return rendering;
  }

  #ask(url: string, host: string): Promise<Page | null> {
    return new Promise((resolve, reject) => {
      const asked = httpRequest(
        {
          host: "127.0.0.1",
          port: this.#options.port,
          path: url,
          timeout: 10_000,
          headers: { host, [BYPASS_HEADER]: this.#secret, accept: "text/html" },
        },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on("data", (chunk: Buffer) => chunks.push(chunk));
          answer.on("error", reject);
          answer.on("end", () => resolve(toPage(answer, Buffer.concat(chunks))));
        },
      );
      asked.on("timeout", () => asked.destroy(new Error("rendering took over 10 s")));
      asked.on("error", reject);
      asked.end();
    });
  }
}

/** A kept form of the answer, or null when it may not be shared: another status or type, or it sets a cookie. */
function toPage(answer: IncomingMessage, body: Buffer): Page | null {
  if (answer.statusCode !== 200 || answer.headers["set-cookie"] !== undefined) return null;
  if (!String(answer.headers["content-type"] ?? "").startsWith("text/html")) return null;
  const nonce = /'nonce-([^']+)'/.exec(String(answer.headers["content-security-policy"] ?? ""))?.[1] ?? "";
  const headers: OutgoingHttpHeaders = {};
  for (const [name, value] of Object.entries(answer.headers))
    if (!NOT_COPIED.has(name) && value !== undefined) headers[name] = value;
  return { renderedAt: performance.now(), status: 200, headers, parts: cut(body, nonce), nonce };
}

function cut(body: Buffer, nonce: string): Buffer[] {
  if (nonce === "") return [body];
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = body.indexOf(nonce); at >= 0; at = body.indexOf(nonce, from)) {
    parts.push(body.subarray(from, at));
    from = at + nonce.length;
  }
  parts.push(body.subarray(from));
  return parts;
}

function join(parts: readonly Buffer[], between: Buffer): Buffer {
  return Buffer.concat(parts.flatMap((part, index) => (index === 0 ? [part] : [between, part])));
}

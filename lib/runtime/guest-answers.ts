import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";

export interface GuestAnswersOptions {
  /** Whether a path answers the same to every guest. */
  readonly isSharedPath: (pathname: string) => boolean;
  /** Counts the request against the caller's limit; rejects when it is over. A kept answer is no way around the limit. */
  readonly limit: (request: IncomingMessage) => Promise<void>;
  /** Age up to which an answer is given again. */
  readonly freshMs: number;
  /** Answers kept at once, and the largest body kept. */
  readonly entriesMax: number;
  readonly bytesMax: number;
  /** Milliseconds of a clock that never jumps. */
  readonly now: () => number;
}

interface Answer {
  readonly keptAt: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

/** Set anew for each answer, by the front or by Node. */
const OWN_HEADERS = new Set([
  "date",
  "connection",
  "keep-alive",
  "transfer-encoding",
  "content-length",
  "x-request-id",
]);

/**
 * Public JSON for callers without any credentials, computed at most about once in `freshMs` however many ask: the answer to one guest is
 * kept and given to the next. Only a plain 200 in JSON that sets no cookie is kept.
 */
export class GuestAnswers {
  readonly #options: GuestAnswersOptions;
  readonly #kept = new Map<string, Answer>();

  constructor(options: GuestAnswersOptions) {
    this.#options = options;
  }

  /** A GET of a shared path with nothing in it that could be personal. */
  admits(request: IncomingMessage): boolean {
    const url = request.url ?? "";
    const { cookie, authorization } = request.headers;
    if (request.method !== "GET" || url.length > 300 || cookie !== undefined || authorization !== undefined)
      return false;
    const end = url.indexOf("?");
    return this.#options.isSharedPath(end < 0 ? url : url.slice(0, end));
  }

  /** Answers from what is kept. False: nothing fresh is kept (what comes is noted), or the caller is over his limit: let the route answer. */
  async serve(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const key = `${request.headers.accept ?? ""} ${request.headers["accept-encoding"] ?? ""} ${request.url}`;
    const answer = this.#kept.get(key);
    if (answer === undefined || this.#options.now() - answer.keptAt > this.#options.freshMs) {
      this.#note(key, response);
      return false;
    }
    try {
      await this.#options.limit(request);
    } catch {
      return false;
    }
    response.writeHead(200, answer.headers);
    response.end(answer.body);
    return true;
  }

  /** Listens to what the route writes and keeps it when it may be shared. */
  #note(key: string, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    let size = 0;
    const take = (chunk: unknown, encoding: unknown): void => {
      if (typeof chunk !== "string" && !(chunk instanceof Uint8Array)) return;
      const bytes =
        typeof chunk === "string" ? Buffer.from(chunk, isEncoding(encoding) ? encoding : "utf8") : Buffer.from(chunk);
      size += bytes.byteLength;
      if (size <= this.#options.bytesMax) chunks.push(bytes);
    };
    const { write, end } = response;
    response.write = function (this: ServerResponse, ...args: unknown[]) {
      take(args[0], args[1]);
      return Reflect.apply(write, this, args);
    };
    response.end = function (this: ServerResponse, ...args: unknown[]) {
      take(args[0], args[1]);
      return Reflect.apply(end, this, args);
    };
    response.once("finish", () => {
      if (size > this.#options.bytesMax || !mayBeShared(response)) return;
      this.#kept.delete(key);
      this.#kept.set(key, { keptAt: this.#options.now(), headers: copied(response), body: Buffer.concat(chunks) });
      for (const oldest of this.#kept.keys()) {
        if (this.#kept.size <= this.#options.entriesMax) break;
        this.#kept.delete(oldest);
      }
    });
  }
}

function mayBeShared(response: ServerResponse): boolean {
  const type = String(response.getHeader("content-type") ?? "");
  return (
    response.statusCode === 200 && type.startsWith("application/json") && response.getHeader("set-cookie") === undefined
  );
}

function copied(response: ServerResponse): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {};
  for (const [name, value] of Object.entries(response.getHeaders()))
    if (!OWN_HEADERS.has(name) && value !== undefined) headers[name] = value;
  return headers;
}

function isEncoding(value: unknown): value is BufferEncoding {
  return typeof value === "string" && Buffer.isEncoding(value);
}

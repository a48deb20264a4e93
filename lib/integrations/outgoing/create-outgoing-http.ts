import { lookup } from "node:dns/promises";
import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP } from "node:net";
import { isPublicAddress } from "@/lib/kernel/public-address";
import type { OutgoingFailure, OutgoingHttp, OutgoingRequest, OutgoingResult } from "@/lib/ports/outgoing-http";
import { readBody } from "./read-body.ts";
import { allows, readTarget, type Target, type TargetRules } from "./target.ts";

/** Addresses of a name, in the order to try them. */
export type Resolve = (host: string) => Promise<readonly string[]>;

export interface OutgoingHttpOptions extends TargetRules {
  /** The system's name service; tests hand in their own. */
  readonly resolve?: Resolve;
  /** For the whole of it: name, connection, handshake, answer. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 5_000;

class Failed extends Error {
  readonly failure: OutgoingFailure;
  constructor(failure: OutgoingFailure, detail: string) {
    super(detail);
    this.failure = failure;
  }
}

/**
 * The name is resolved once, every address is judged, and the socket is opened to the judged address itself: a name that answers otherwise
 * a moment later (DNS rebinding) is not asked again. The certificate is still checked against the name. Each request has a connection of
 * its own, so that none is reused that was opened for another name.
 */
export function createOutgoingHttp(options: OutgoingHttpOptions): OutgoingHttp {
  const resolve = options.resolve ?? systemResolve;
  return {
    refuses(url) {
      const read = readTarget(url, options);
      return read.ok ? null : read.why;
    },
    async send(request) {
      const startedAt = performance.now();
      const tookMs = (): number => Math.round(performance.now() - startedAt);
      const time = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
      const stop = request.signal === undefined ? time : AbortSignal.any([time, request.signal]);
      try {
        const read = readTarget(request.url, options);
        if (!read.ok) throw new Failed("forbidden_target", read.why);
        const address = await unless(stop, judgedAddress(read.target, options, resolve));
        return await exchange(request, read.target, address, { stop, tookMs });
      } catch (error) {
        if (stop.aborted)
          return { ok: false, failure: "timeout", detail: "No complete answer in time.", tookMs: tookMs() };
        const failure = error instanceof Failed ? error.failure : "unreachable";
        return { ok: false, failure, detail: words(error), tookMs: tookMs() };
      }
    },
  };
}

async function systemResolve(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true, order: "ipv4first" })).map(({ address }) => address);
}

/** One forbidden address among several refuses all: a name with a private address is nobody's public endpoint. */
async function judgedAddress(target: Target, rules: TargetRules, resolve: Resolve): Promise<string> {
  const addresses = isIP(target.host) === 0 ? await resolve(target.host) : [target.host];
  const [first] = addresses;
  if (first === undefined) throw new Failed("unreachable", "The name has no address.");
  const isOpen = (address: string): boolean => isPublicAddress(address) || allows(rules, address, target.port);
  if (!target.isAllowed && !addresses.every(isOpen))
    throw new Failed(
      "forbidden_target",
      "The name leads into a private network; messages go to public addresses only.",
    );
  return first;
}

interface Exchange {
  readonly stop: AbortSignal;
  readonly tookMs: () => number;
}

function exchange(
  { method, headers, body }: OutgoingRequest,
  { url, host, port }: Target,
  address: string,
  { stop, tookMs }: Exchange,
): Promise<OutgoingResult> {
  const bytes = Buffer.from(body);
  const isTls = url.protocol === "https:";
  const send = isTls ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const sent = send({
      host: address,
      port,
      method,
      path: `${url.pathname}${url.search}`,
      headers: { ...headers, host: url.host, "content-length": bytes.length, connection: "close" },
      agent: false,
      signal: stop,
      ...(isTls && isIP(host) === 0 ? { servername: host } : {}),
    });
    sent.once("error", reject);
    sent.once("response", (response) => {
      readBody(response).then((text) => {
        sent.destroy();
        const { statusCode: status = 0 } = response;
        resolve({ ok: true, answer: { status, headers: plainHeaders(response), body: text, tookMs: tookMs() } });
      }, reject);
    });
    sent.end(bytes);
  });
}

function plainHeaders({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : (value ?? "")]),
  );
}

/** Rejects when `stop` is aborted first: a name server that says nothing holds nothing up. */
function unless<T>(stop: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    stop.addEventListener("abort", () => reject(new Error("stopped")), { once: true });
    work.then(resolve, reject);
  });
}

/** The failure in few words; the system's own texts name the address that we resolved, which is not the sender's business. */
function words(error: unknown): string {
  if (error instanceof Failed) return error.message;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const known: Readonly<Record<string, string>> = {
    ENOTFOUND: "The name has no address.",
    EAI_AGAIN: "The name server did not answer.",
    ECONNREFUSED: "The connection was refused.",
    ECONNRESET: "The connection was cut.",
    EHOSTUNREACH: "The host cannot be reached.",
    ENETUNREACH: "The network cannot be reached.",
  };
  return known[code] ?? `The connection failed (${code === "" ? "no reason given" : code}).`;
}

import type { ServerResponse } from "node:http";
import { ERROR_CODES } from "@/lib/kernel/errors";

const CODE = "method_not_allowed";

/**
 * Next answers a method that a route does not export with 405 and no body, before any code of ours runs. Programs get the problem that
 * every other refusal is: the head of such an answer is completed when it is written (Next's compression writes it before the end), and
 * its empty end is filled.
 */
export function explain405(response: ServerResponse, requestId: string): void {
  const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => ServerResponse;
  const end = response.end.bind(response) as (...args: unknown[]) => ServerResponse;
  let body: string | null = null;
  response.writeHead = (...args: unknown[]): ServerResponse => {
    if (args[0] === 405 && args.length === 1 && !response.headersSent && !response.hasHeader("content-type")) {
      body = problemText(requestId);
      response.setHeader("content-type", "application/problem+json");
      response.setHeader("content-length", Buffer.byteLength(body));
      response.setHeader("cache-control", "no-store");
    }
    return writeHead(...args);
  };
  response.end = (...args: unknown[]): ServerResponse => {
    if (response.statusCode === 405 && !response.headersSent && !hasBody(args[0])) response.writeHead(405);
    return body !== null && !hasBody(args[0]) ? end(body) : end(...args);
  };
}

function problemText(requestId: string): string {
  const { status, title } = ERROR_CODES[CODE];
  return JSON.stringify({ type: `about:blank#${CODE}`, title, status, detail: `${title}.`, code: CODE, requestId });
}

function hasBody(chunk: unknown): boolean {
  return typeof chunk === "string" ? chunk !== "" : chunk instanceof Uint8Array && chunk.length > 0;
}

import type { ServerResponse } from "node:http";
import { ERROR_CODES } from "@/lib/kernel/errors";

/**
 * Next answers a method that a route does not export with 405 and no body, before any code of ours runs. Programs get the problem that
 * every other refusal is, so the empty end of such an answer is filled here.
 */
export function explain405(response: ServerResponse, requestId: string): void {
  const end = response.end.bind(response) as (...args: unknown[]) => ServerResponse;
  response.end = (...args: unknown[]): ServerResponse => {
    if (
      response.statusCode !== 405 ||
      response.headersSent ||
      typeof args[0] === "string" ||
      args[0] instanceof Uint8Array
    ) {
      return end(...args);
    }
    const code = "method_not_allowed";
    const { status, title } = ERROR_CODES[code];
    const body = JSON.stringify({ type: `about:blank#${code}`, title, status, code, requestId });
    response.removeHeader("content-length");
    response.setHeader("content-type", "application/problem+json");
    response.setHeader("cache-control", "no-store");
    return end(body);
  };
}

import type { z } from "zod";
import { getCtx } from "./ctx.ts";
import {
  type Access,
  admitCall,
  type Call,
  type NextContext,
  type Params,
  type PlainAnswer,
  problemAnswer,
  type RouteArgs,
  type RouteOptions,
  requestIdOf,
} from "./route.ts";

/** What a handler of a plain route answers: a value that is sent as JSON. */
export interface PlainResult {
  readonly status: number;
  readonly value: object;
}

export type PlainRoute = (request: Call, params: Params) => Promise<PlainAnswer>;

/**
 * A route whose answer is always JSON, for the front server: with all that `route()` checks, but without the web's Request and Response, which
 * cost more than the rest of a publication's checks together. `asRoute` makes Next's route of it.
 */
export function plainRoute<
  const A extends Access,
  Input extends z.ZodType = z.ZodUndefined,
  Query extends z.ZodType = z.ZodUndefined,
>(
  options: RouteOptions<Input, Query> & { readonly access: A },
  handler: (args: RouteArgs<A, Input, Query, Call>) => Promise<PlainResult>,
): PlainRoute {
  return async (request, params) => {
    const ctx = getCtx();
    const requestId = requestIdOf(ctx, request);
    try {
      const { status, value } = await handler(await admitCall(ctx, options, request, requestId, params));
      return {
        status,
        headers: { "content-type": "application/json", "x-request-id": requestId, "cache-control": "no-store" },
        body: JSON.stringify(value),
      };
    } catch (error) {
      return problemAnswer(ctx, error, requestId);
    }
  };
}

/** The same route for Next. */
export function asRoute(plain: PlainRoute): (request: Request, context: NextContext) => Promise<Response> {
  return async (request, { params }) => {
    const { status, headers, body } = await plain(request, await params);
    return new Response(body, { status, headers });
  };
}

import type { z } from "zod";
import { actorOf } from "@/lib/auth/actor-of";
import { operatorOf } from "@/lib/auth/operator";
import { type Actor, hasRole, type Role, type Scope } from "@/lib/kernel/actor";
import { AppError } from "@/lib/kernel/errors";
import type { Ctx } from "@/lib/ports/ctx";
import { checkFields, isStorable, parseInput, readJson, readQuery, type SentBody } from "./body.ts";
import { clientIp } from "./client-ip.ts";
import { getCtx } from "./ctx.ts";
import { type Problem, toProblem } from "./problem.ts";
import { limitRequest } from "./rate-limit.ts";

/** A request as far as a route reads it: the web's own, or the front server's (hot-routes.ts). */
export interface Call extends SentBody {
  readonly method: string;
  readonly url: string;
}

/** Who may call: anyone (`actor` may be null), any signed-in user, or a role (a provider counts as a subscriber). */
export type Access = "public" | "user" | Role;

export interface RouteOptions<Input extends z.ZodType, Query extends z.ZodType> {
  readonly access: Access;
  /** The scope that an API token needs here, on a public route too; without one, API tokens are refused, but by public routes. */
  readonly scope?: Scope;
  /** Schema of the JSON body (z.strictObject: an unknown field is named, never ignored). */
  readonly input?: Input;
  /** Reads the common body without the schema, as the schema would; null: the schema is asked. */
  readonly quickInput?: (value: unknown) => z.output<Input> | null;
  /** The body may be left out and counts as `{}` then. */
  readonly bodyOptional?: boolean;
  /** Schema of the query string; each value a string, each name once. */
  readonly query?: Query;
  /** Largest body in bytes; 1 MB unless told. */
  readonly maxBytes?: number;
  /** "none" for health and webhooks that count by themselves. */
  readonly limit?: "default" | "none";
  /** "own": the handler reads its own credentials (a refresh cookie, a webhook's signature); the Authorization header is left to it. */
  readonly credentials?: "actor" | "own";
}

export interface RouteArgs<
  A extends Access,
  Input extends z.ZodType,
  Query extends z.ZodType,
  Asked extends Call = Request,
> {
  readonly ctx: Ctx;
  readonly actor: A extends "public" ? Actor | null : Actor;
  readonly input: z.output<Input>;
  readonly query: z.output<Query>;
  readonly params: Readonly<Record<string, string>>;
  readonly request: Asked;
  readonly requestId: string;
  readonly ip: string;
}

export type Params = Record<string, string | string[] | undefined> | undefined;
export type NextContext = { params: Promise<Record<string, string | string[] | undefined>> };

/**
 * An API route: resolves the actor, checks Origin, role, scope and limits, parses the input, and turns every refusal into
 * `application/problem+json`. The handler answers with a Response, or with a value that is sent as JSON.
 */
export function route<
  const A extends Access,
  Input extends z.ZodType = z.ZodUndefined,
  Query extends z.ZodType = z.ZodUndefined,
>(
  options: RouteOptions<Input, Query> & { readonly access: A },
  handler: (args: RouteArgs<A, Input, Query>) => Promise<Response | object>,
): (request: Request, context: NextContext) => Promise<Response> {
  return async (request, context) => {
    const ctx = getCtx();
    const requestId = requestIdOf(ctx, request);
    try {
      const answer = await handler(await admitCall(ctx, options, request, requestId, context.params));
      const response = answer instanceof Response ? answer : Response.json(answer);
      response.headers.set("x-request-id", requestId);
      if (!response.headers.has("cache-control")) response.headers.set("cache-control", "no-store");
      return response;
    } catch (error) {
      const { body, status, headers } = problemAnswer(ctx, error, requestId);
      return new Response(body, { status, headers });
    }
  };
}

export function requestIdOf(ctx: Ctx, { headers }: Call): string {
  return headers.get("x-request-id") ?? ctx.ids.make("request");
}

/** An answer in plain parts. */
export interface PlainAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A refusal as it is sent. */
export function problemAnswer(ctx: Pick<Ctx, "log">, error: unknown, requestId: string): PlainAnswer {
  const { problem, headers } = toProblem(error, requestId, ctx.log);
  return {
    status: problem.status,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      "x-request-id": requestId,
      ...headers,
    },
    body: JSON.stringify(withDetail(problem)),
  };
}

/** SPEC 8: programs find `detail` in every refusal; where nothing more is known it says what the title and the fields say. */
function withDetail({ type, title, status, detail, ...rest }: Problem): Problem & { detail: string } {
  const fields = Object.keys(rest.fieldErrors ?? {});
  return { type, title, status, detail: detail ?? (fields.length > 0 ? checkFields(fields) : `${title}.`), ...rest };
}

/**
 * Everything that is checked before a handler runs, in this order.
 * @throws AppError
 */
export async function admitCall<A extends Access, Input extends z.ZodType, Query extends z.ZodType, Asked extends Call>(
  ctx: Ctx,
  options: RouteOptions<Input, Query> & { readonly access: A },
  request: Asked,
  requestId: string,
  params: Params | Promise<Params>,
): Promise<RouteArgs<A, Input, Query, Asked>> {
  const ip = clientIp(request.headers);
  const write = !["GET", "HEAD"].includes(request.method);
  if (write) refuseForeignOrigin(ctx, request.headers);
  const operator = options.access === "ADMIN" ? operatorOf(request.headers) : null;
  const limited = options.limit !== "none";
  const found =
    options.credentials === "own" || operator !== null
      ? null
      : await actorOf(ctx, request.headers).catch(async (refusal: unknown) => {
          // Who tries tokens counts by his address.
          if (limited) await limitRequest({ ip, userId: null });
          throw refusal;
        });
  if (limited) await limitRequest({ ip, userId: found?.actor.userId ?? null, plan: found?.plan });
  // A cookie is sent by any site's form; a Bearer token only by a program that has it.
  if (found?.via === "cookie" && write) requireOwnOrigin(ctx, request.headers);
  const actor = admit(ctx, options, operator ?? found?.actor ?? null, request, requestId);
  const query =
    options.query === undefined ? undefined : parseInput(options.query, readQuery(new URL(request.url).searchParams));
  const input = options.input === undefined ? undefined : await readInput(options, options.input, request);
  return {
    ctx,
    actor: actor as RouteArgs<A, Input, Query>["actor"],
    input: input as z.output<Input>,
    query: query as z.output<Query>,
    params: plainParams(await params),
    request,
    requestId,
    ip,
  };
}

async function readInput<Input extends z.ZodType, Query extends z.ZodType>(
  { quickInput, maxBytes = 1_000_000, bodyOptional = false }: RouteOptions<Input, Query>,
  schema: Input,
  request: Call,
): Promise<z.output<Input>> {
  const value = await readJson(request, maxBytes, bodyOptional ? {} : undefined);
  return quickInput?.(value) ?? parseInput(schema, value);
}

/** @throws AppError "unauthenticated", "insufficient_scope" or, for the wrong role, what wrongRole() says */
function admit(
  ctx: Ctx,
  { access, scope }: { access: Access; scope?: Scope },
  actor: Actor | null,
  { method, url }: Call,
  requestId: string,
): Actor | null {
  if (actor === null) {
    if (access === "public") return null;
    throw new AppError("unauthenticated");
  }
  // A public route answers its caller more than a guest, so its scope counts too; one without a scope answers everybody alike.
  if (actor.scopes !== null && (scope === undefined ? access !== "public" : !actor.scopes.includes(scope))) {
    throw new AppError(
      "insufficient_scope",
      scope === undefined ? "API tokens cannot do this." : `The token needs the scope ${scope}.`,
    );
  }
  if (access !== "public" && access !== "user" && !hasRole(actor, access)) {
    throw wrongRole(ctx, actor, access, { requestId, method, path: new URL(url).pathname });
  }
  return actor;
}

/** How `actor` is refused what is for `role`. What is for admins does not exist for others: they learn nothing, and it is logged (RELIABILITY M83). */
export function wrongRole(
  ctx: Ctx,
  { userId }: Actor,
  role: Role,
  where: Readonly<Record<string, string | null>>,
): AppError {
  if (role !== "ADMIN") return new AppError("forbidden", role === "PROVIDER" ? "This is for providers." : undefined);
  ctx.log.warn({ ...where, userId }, "what is for admins was asked for by somebody else");
  return new AppError("not_found");
}

/** @throws AppError "bad_origin" unless the browser says that the request comes from our own pages */
export function requireOwnOrigin(ctx: Ctx, headers: Pick<Headers, "get">): void {
  const origin = headers.get("origin");
  const site = headers.get("sec-fetch-site");
  const own = new URL(ctx.config.baseUrl).origin;
  if (origin === own || (origin === null && (site === "same-origin" || site === "none"))) return;
  throw new AppError("bad_origin");
}

/**
 * Any write from another site's page is refused, whoever it is for: a forged sign-in is a forgery too. A program sends neither header.
 * @throws AppError "bad_origin"
 */
function refuseForeignOrigin(ctx: Ctx, headers: Pick<Headers, "get">): void {
  const origin = headers.get("origin");
  const site = headers.get("sec-fetch-site");
  if (origin !== null && origin !== new URL(ctx.config.baseUrl).origin) throw new AppError("bad_origin");
  if (site === "cross-site" || site === "same-site") throw new AppError("bad_origin");
}

/**
 * A route without a bracket in its path gets no params at all from Next.
 * @throws AppError "not_found" for a name that nothing can have: Postgres would refuse to look for it
 */
function plainParams(params: Params): Record<string, string> {
  const entries = Object.entries(params ?? {}).map(([name, value]): [string, string] => [
    name,
    Array.isArray(value) ? value.join("/") : (value ?? ""),
  ]);
  if (!entries.every(([, value]) => isStorable(value))) throw new AppError("not_found");
  return Object.fromEntries(entries);
}

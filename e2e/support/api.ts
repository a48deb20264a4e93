import { type APIRequestContext, type APIResponse, expect } from "@playwright/test";
import type { SandboxRole } from "./sign-in.ts";
import { sandbox } from "./site.ts";

export interface ApiOperation {
  readonly parameters: readonly { readonly name: string; readonly in: "path" | "query" }[];
  readonly requestBody?: { readonly required: boolean };
}

/** An endpoint as /api/openapi.json names it: `post /api/signals/{id}/close`. */
export interface ApiEndpoint {
  readonly key: string;
  readonly method: string;
  readonly path: string;
  readonly operation: ApiOperation;
  readonly query: readonly string[];
}

/** Every endpoint of the API, from its own document: a new one cannot be forgotten. */
export async function apiEndpoints(request: APIRequestContext): Promise<ApiEndpoint[]> {
  const answer = await request.get("/api/openapi.json");
  const { paths } = (await answer.json()) as { paths: Record<string, Record<string, ApiOperation>> };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      key: `${method} ${path}`,
      method: method.toUpperCase(),
      path,
      operation,
      query: operation.parameters.filter((one) => one.in === "query").map((one) => one.name),
    })),
  );
}

/** An access token of a sandbox user, as a program gets it. */
export async function accessToken(request: APIRequestContext, role: SandboxRole): Promise<string> {
  const user = sandbox().users.find((one) => one.role === role);
  const answer = await request.post("/api/auth/login", { data: { email: user?.email, password: user?.password } });
  expect(answer.status(), await answer.text()).toBe(200);
  return ((await answer.json()) as { accessToken: string }).accessToken;
}

export interface Sent {
  readonly token?: string | undefined;
  /** The body's bytes as they are; playwright would make a string of what is no JSON. */
  readonly body?: string | Buffer | undefined;
  readonly type?: string | undefined;
  readonly key?: string | undefined;
}

export function send(
  request: APIRequestContext,
  method: string,
  path: string,
  { token, body, type = "application/json", key }: Sent,
): Promise<APIResponse> {
  return request.fetch(path, {
    method,
    maxRedirects: 0,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-type": type }),
      ...(key === undefined ? {} : { "idempotency-key": key }),
    },
    ...(body === undefined ? {} : { data: typeof body === "string" ? Buffer.from(body) : body }),
  });
}

export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly fieldErrors?: Readonly<Record<string, readonly string[]>>;
  readonly requestId: string;
}

/** What is wrong with an answer to bad input, in words; null when it is a proper refusal or, where that may be, a success. */
export async function faultOf(answer: APIResponse, wanted: Wanted): Promise<string | null> {
  const status = answer.status();
  const raw = await answer.text();
  const told = `${status} ${raw.slice(0, 200)}`;
  if (status >= 500 && !(status === 503 && wanted.status === undefined)) return `failed: ${told}`;
  if (wanted.status !== undefined && status !== wanted.status) return `wanted ${wanted.status}, got ${told}`;
  if (status < 300) return null;
  if (status < 400) return `redirected: ${told}`;
  if (answer.headers()["content-type"] !== "application/problem+json") return `is no problem+json: ${told}`;
  const problem = JSON.parse(raw) as ProblemBody;
  if (problem.status !== status || problem.title === "" || problem.type === "") return `is half a problem: ${told}`;
  if (!/^req_\w+$/.test(problem.requestId)) return `has no requestId: ${told}`;
  if (!/^[a-z_]+$/.test(problem.code)) return `has no code: ${told}`;
  if (wanted.code !== undefined && problem.code !== wanted.code) return `wanted ${wanted.code}, got ${told}`;
  if (problem.code === "invalid" && wanted.field !== undefined && !names(problem, wanted.field))
    return `does not name ${wanted.field}: ${told}`;
  return null;
}

export interface Wanted {
  /** None: any answer but a failure. */
  readonly status?: number | undefined;
  readonly code?: string | undefined;
  /** Which field a 422 must name. */
  readonly field?: string | undefined;
}

/** The field itself, a part of it, or what it is a part of (`entry` for `entry.low`, when it is no entry at all then). */
function names({ fieldErrors = {} }: ProblemBody, field: string): boolean {
  return Object.entries(fieldErrors).some(
    ([name, said]) =>
      said.length > 0 && (name === field || name.startsWith(`${field}.`) || field.startsWith(`${name}.`)),
  );
}

/** Runs all, eight at once. */
export async function inParallel<T>(items: readonly T[], run: (item: T) => Promise<void>): Promise<void> {
  const left = items.values();
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (const item of left) await run(item);
    }),
  );
}

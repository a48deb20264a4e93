import type { z } from "zod";
import type { Role, Scope } from "@/lib/kernel/actor";
import type { AnswerName } from "../answers.ts";

export type Method = "get" | "post" | "put" | "delete";

export interface Endpoint {
  readonly method: Method;
  /** Path parameters in braces: `/api/signals/{id}`. */
  readonly path: string;
  readonly group: string;
  readonly summary: string;
  /** Who may call; null: anyone. */
  readonly role: Role | "USER" | null;
  /** What an API token needs; null: API tokens cannot call it, or nobody needs one. */
  readonly scope: Scope | null;
  readonly body?: z.ZodType;
  /** The body may be left out. */
  readonly bodyOptional?: boolean;
  readonly query?: z.ZodType;
  /** An Idempotency-Key header makes a repeat answer what the first one did. */
  readonly idempotent?: boolean;
  /** Status of success, with what comes. */
  readonly answers: { readonly status: number; readonly says: string };
  /** What comes, of the main resources: one, or a page of them as `{items, nextCursor}`. */
  readonly answer?: AnswerName | { readonly pageOf: AnswerName };
}

type Row = Omit<Endpoint, "group" | "role"> & Partial<Pick<Endpoint, "role">>;
type More = Partial<Pick<Endpoint, "scope" | "body" | "bodyOptional" | "query" | "idempotent" | "role" | "answer">>;

const row =
  (method: Method) =>
  (path: string, summary: string, status: number, says: string, more: More = {}): Row => ({
    method,
    path,
    summary,
    ...more,
    scope: more.scope ?? null,
    answers: { status, says },
  });

export const get = row("get");
export const post = row("post");
export const put = row("put");
export const del = row("delete");

/** Endpoints under one heading, for one role unless a row names its own. */
export function group(name: string, role: Endpoint["role"], ...rows: readonly Row[]): Endpoint[] {
  return rows.map((each) => ({ ...each, group: name, role: each.role === undefined ? role : each.role }));
}

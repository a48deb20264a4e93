import type { Call } from "./call.ts";
import type { Params } from "./form.ts";
import { listOf } from "./render.ts";

/** One address of the API: `allowed` are its parameters beside `expand`; another one is refused as Stripe refuses it. */
export interface Endpoint {
  readonly method: "GET" | "POST" | "DELETE";
  /** `/v1/prices/:id` */
  readonly path: string;
  readonly allowed?: readonly string[];
  readonly run: (call: Call, params: Params, id: string) => object;
}

const PAGING = ["limit", "starting_after", "ending_before", "created"] as const;

/** A list endpoint: newest first, `limit`, `starting_after`, `ending_before`, `created[gte]` and filters. */
export function listEndpoint<T extends { id: string; created: number }>(
  path: string,
  filters: readonly string[],
  rows: (call: Call, params: Params, id: string) => readonly Readonly<T>[],
): Endpoint {
  return {
    method: "GET",
    path,
    allowed: [...PAGING, ...filters],
    run: (call, params, id) => page(path.replace(":id", id), rows(call, params, id), params),
  };
}

/** Cuts `oldestFirst` into the page that was asked for. */
export function page<T extends { id: string; created: number }>(
  url: string,
  oldestFirst: readonly Readonly<T>[],
  params: Params,
): object {
  const limit = Math.min(Math.max(params.optionalInteger("limit") ?? 10, 1), 100);
  const created = params.under("created");
  const bounds: [string, (at: number, bound: number) => boolean][] = [
    ["gte", (at, bound) => at >= bound],
    ["gt", (at, bound) => at > bound],
    ["lte", (at, bound) => at <= bound],
    ["lt", (at, bound) => at < bound],
  ];
  let rows = [...oldestFirst].reverse();
  for (const [name, holds] of bounds) {
    const bound = created.optionalInteger(name);
    if (bound !== null) rows = rows.filter((row) => holds(row.created, bound));
  }
  const after = params.optionalText("starting_after");
  const before = params.optionalText("ending_before");
  if (before !== null) {
    const end = rows.findIndex((row) => row.id === before);
    const start = Math.max(0, Math.max(end, 0) - limit);
    return listOf(url, rows.slice(start, Math.max(end, 0)), start > 0);
  }
  if (after !== null) rows = rows.slice(rows.findIndex((row) => row.id === after) + 1);
  return listOf(url, rows.slice(0, limit), rows.length > limit);
}

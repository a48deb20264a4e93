import { readFileSync } from "node:fs";
import { join } from "node:path";
import { nextDistDir } from "@/lib/runtime/env";

/** A page or a route as the build lists it: nothing here is written by hand, so a new one cannot be forgotten. */
export interface BuiltRoute {
  readonly kind: "page" | "route";
  /** `/strategies/[slug]` */
  readonly path: string;
  /** `app/(market)/strategies/[slug]/page.tsx` */
  readonly file: string;
}

export function builtRoutes(): BuiltRoute[] {
  const manifest = JSON.parse(readFileSync(join(nextDistDir(), "app-path-routes-manifest.json"), "utf8")) as Record<
    string,
    string
  >;
  return Object.entries(manifest)
    .filter(([source]) => !source.startsWith("/_"))
    .map(([source, path]) => {
      const kind = source.endsWith("/page") ? ("page" as const) : ("route" as const);
      return { kind, path, file: `app${source}.${kind === "page" ? "tsx" : "ts"}` };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** `/strategies/[slug]` with the values of its parameters, and the query that `values` has under `path ?`. @throws Error naming the parameter that `values` lacks for this path */
export function filled(path: string, values: Readonly<Record<string, string>>): string {
  const query = values[`${path} ?`];
  const address = path.replaceAll(/\[(?:\.\.\.)?(\w+)\]/g, (_whole, name: string) => {
    const value = values[`${path} ${name}`] ?? values[name];
    if (value === undefined) throw new Error(`give a value for [${name}] of ${path}`);
    return value;
  });
  return query === undefined ? address : `${address}?${query}`;
}

/** The methods that a route file exports. */
export function methodsOf(file: string): string[] {
  const source = readFileSync(file, "utf8");
  const direct = [...source.matchAll(/export (?:const|async function|function) (GET|POST|PUT|PATCH|DELETE)\b/g)].map(
    (match) => match[1] ?? "",
  );
  const renamed = [...source.matchAll(/\bas (GET|POST|PUT|PATCH|DELETE)\b/g)].map((match) => match[1] ?? "");
  const spread = [...(/export const \{([^}]+)\}/.exec(source)?.[1] ?? "").matchAll(/GET|POST|PUT|PATCH|DELETE/g)].map(
    (match) => match[0],
  );
  return [...new Set([...direct, ...renamed, ...spread])].sort();
}

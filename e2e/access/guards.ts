import { readdirSync, readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { join, posix } from "node:path";
import { nextDistDir } from "@/lib/runtime/env";
import { builtRoutes } from "../support/routes.ts";
import { builtMethods } from "./built.ts";

/**
 * A guard as it stands in the build: who may call a method of a route (`access` of route()), or see a page (requireRole()). Pages that only
 * need a reader who is signed in are not among them: the frame around them asks the same, so they have two guards.
 */
export interface BuiltGuard {
  readonly kind: "page" | "route";
  /** The row's name: `/positions`, `PUT /api/signals/[id]`. */
  readonly name: string;
  /** File of the build, below its folder, and the place of the guard in it. */
  readonly file: string;
  readonly from: number;
  readonly to: number;
  /** What stands there when the guard is out: open to all, or a reader who was asked nothing. */
  readonly without: string;
}

const GUARD = /access:"(?:SUBSCRIBER|PROVIDER|ADMIN|user)"|\(0,[\w$]+\.[\w$]+\)\("(SUBSCRIBER|PROVIDER|ADMIN)"\)/g;

/** Every guard of the build, found by its source maps: no code of the product knows of this. */
export function builtGuards(): BuiltGuard[] {
  const routes = new Map(builtRoutes().map((route) => [route.file, route]));
  const methods = new Set(builtMethods());
  return ["server/chunks", "server/chunks/ssr"].flatMap((folder) =>
    readdirSync(join(nextDistDir(), folder))
      .filter((name) => name.endsWith(".js"))
      .flatMap((name) => {
        const file = posix.join(folder, name);
        return guardsIn(file).flatMap(({ source, line, ...guard }): BuiltGuard[] => {
          const route = routes.get(source);
          if (route === undefined) return [];
          const method = route.kind === "page" ? null : methodAt(source, line);
          const row = method === null ? route.path : `${method} ${route.path}`;
          return method === null || methods.has(row) ? [{ ...guard, file, kind: route.kind, name: row }] : [];
        });
      }),
  );
}

function guardsIn(file: string): { source: string; line: number; from: number; to: number; without: string }[] {
  const text = readFileSync(join(nextDistDir(), file), "utf8");
  const found = [...text.matchAll(GUARD)];
  if (found.length === 0) return [];
  const map = new SourceMap(JSON.parse(readFileSync(join(nextDistDir(), `${file}.map`), "utf8")));
  return found.flatMap((match) => {
    const before = text.slice(0, match.index);
    const entry = map.findEntry(before.split("\n").length - 1, match.index - (before.lastIndexOf("\n") + 1));
    if (!("originalSource" in entry)) return [];
    const source = decodeURIComponent(entry.originalSource).replace(/^(\.\.\/)+/, "");
    const role = match[1];
    return [
      {
        source,
        line: entry.originalLine,
        from: match.index,
        to: match.index + match[0].length,
        without: role === undefined ? 'access:"public"' : `Promise.resolve(${JSON.stringify(readerUnasked(role))})`,
      },
    ];
  });
}

/** The method that the line of a route.ts belongs to. */
function methodAt(file: string, line: number): string {
  const above = readFileSync(file, "utf8")
    .split("\n")
    .slice(0, line + 1)
    .reverse();
  for (const one of above) {
    const method = /export const (GET|POST|PUT|PATCH|DELETE)\b/.exec(one)?.[1];
    if (method !== undefined) return method;
  }
  throw new Error(`${file}:${line + 1} has a guard that belongs to no method`);
}

function readerUnasked(role: string): object {
  return {
    userId: "usr_00000000000000000000000000",
    role,
    email: "nobody@access.test",
    name: "Nobody",
    emailVerified: true,
    sessionId: null,
    scopes: null,
    mfaAt: null,
    totpEnabled: false,
  };
}

/** All places of one guard: a module may stand in several files of the build. */
export type GuardPlaces = readonly [BuiltGuard, ...BuiltGuard[]];

/** `count` of the guarded routes, the same for the same seed and build. */
export function pickGuards(guards: readonly BuiltGuard[], seed: number, count: number): GuardPlaces[] {
  const byName = Map.groupBy(guards, ({ name }) => name);
  const names = [...byName.keys()].sort();
  const picked: GuardPlaces[] = [];
  let state = seed >>> 0;
  while (picked.length < count && names.length > 0) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0; // Numerical Recipes' generator: any would do
    const [name = ""] = names.splice(Math.floor((state / 2 ** 32) * names.length), 1);
    const [first, ...more] = byName.get(name) ?? [];
    if (first !== undefined) picked.push([first, ...more]);
  }
  return picked;
}

/** The same guards as the sources have them: what the build hides from us would never be taken out. */
export function guardsOfSources(): string[] {
  return builtRoutes()
    .flatMap(({ kind, path, file }) => {
      const source = readFileSync(file, "utf8");
      if (kind === "page") return /\brequireRole\(/.test(source) ? [path] : [];
      return source
        .split(/^export const /m)
        .filter((part) => /\baccess: "(?:SUBSCRIBER|PROVIDER|ADMIN|user)"/.test(part))
        .map((part) => `${/^[A-Z]+/.exec(part)?.[0]} ${path}`);
    })
    .sort();
}

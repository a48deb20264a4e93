import { readFileSync } from "node:fs";
import { join } from "node:path";
import { nextDistDir } from "@/lib/runtime/env";
import { builtRoutes, methodsOf } from "../support/routes.ts";

/** Every method of every route of the build: `PUT /api/signals/[id]`. */
export function builtMethods(): string[] {
  return builtRoutes()
    .filter((route) => route.kind === "route")
    .flatMap((route) => methodsOf(route.file).map((method) => `${method} ${route.path}`));
}

export function builtPages(): string[] {
  return builtRoutes()
    .filter((route) => route.kind === "page")
    .map((route) => route.path);
}

export interface BuiltAction {
  readonly id: string;
  readonly name: string;
  /** A page that carries it. */
  readonly page: string;
}

export function builtActions(): BuiltAction[] {
  const manifest = JSON.parse(
    readFileSync(join(nextDistDir(), "server", "server-reference-manifest.json"), "utf8"),
  ) as {
    node: Record<string, { exportedName: string; workers: Record<string, unknown> }>;
  };
  const paths = new Map(builtRoutes().map((route) => [route.file.replace(/\.tsx?$/, ""), route.path]));
  return Object.entries(manifest.node).flatMap(([id, { exportedName, workers }]) => {
    const page = Object.keys(workers)
      .map((worker) => paths.get(worker))
      .find((path) => path !== undefined);
    return page === undefined ? [] : [{ id, name: exportedName, page }];
  });
}

import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { examples } from "@/e2e/support/api-examples";
import type { Scene } from "@/e2e/support/api-scene";
import { openApiDocument } from "./document.ts";
import { ENDPOINTS } from "./endpoints.ts";

const NO_SCENE: Scene = {
  tokens: { ADMIN: "", PROVIDER: "", SUBSCRIBER: "" },
  strategyId: "",
  spareStrategyId: "",
  subscriptionId: "",
  spareSubscriptionId: "",
  signalId: "",
  signal: {},
  positionId: "",
};

const API = new URL("../../../app/api", import.meta.url).pathname;

/** No endpoints of ours: next-auth's own for browsers, and what answers unknown paths. */
const NO_ENDPOINT = /^\/api\/(auth\/\{\.\.\.nextauth\}|\{\.\.\.path\})$/;

/** `GET /api/signals/{id}` of every route file. */
function routesOnDisk(): string[] {
  return readdirSync(API, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith("route.ts"))
    .flatMap((file) => {
      const path = `/api/${file.replace(/\/?route\.ts$/, "")}`.replace(/\[(.*?)\]/g, "{$1}");
      const text = readFileSync(`${API}/${file}`, "utf8");
      const methods = ["GET", "POST", "PUT", "DELETE"].filter((method) =>
        new RegExp(`export (const|async function) ${method}\\b|as ${method}\\b`).test(text),
      );
      return NO_ENDPOINT.test(path) ? [] : methods.map((method) => `${method} ${path}`);
    });
}

describe("the API document", () => {
  it("names every endpoint that has a route file", () => {
    const documented = new Set(ENDPOINTS.map((one) => `${one.method.toUpperCase()} ${one.path}`));
    expect(routesOnDisk().filter((route) => !documented.has(route))).toEqual([]);
  });

  it("says what a body needs by the schema that checks it", () => {
    const { paths } = openApiDocument("http://localhost:3000");
    const body = paths["/api/strategies"]?.post?.requestBody?.content["application/json"].schema;
    expect(body).toMatchObject({
      type: "object",
      additionalProperties: false,
      required: expect.arrayContaining(["name", "supportedPairs", "monthlyPrice"]),
      properties: { supportedPairs: { type: "array" }, kind: { enum: ["TEMPLATE", "SCRIPT", "PINE", "EXTERNAL"] } },
    });
    expect(paths["/api/strategies"]?.get?.parameters.map((parameter) => parameter.name)).toContain("cursor");
    expect(paths["/api/signals/{id}"]?.get?.parameters[0]).toMatchObject({ name: "id", in: "path", required: true });
  });

  it("names the Idempotency-Key of every endpoint that reads one, and of no other", () => {
    const reads = (path: string): boolean =>
      /idempotencyKeyOf|publishRoute/.test(
        readFileSync(`${API}${path.replace("/api", "").replace(/\{(.*?)\}/g, "[$1]")}/route.ts`, "utf8"),
      );
    const writes = ENDPOINTS.filter(({ method, path }) => method !== "get" && path.startsWith("/api/"));
    expect(
      writes.filter(({ path, idempotent }) => reads(path) !== (idempotent === true)).map(({ path }) => path),
    ).toEqual([]);
    const { paths } = openApiDocument("x");
    expect(paths["/api/signals"]?.post?.parameters).toMatchObject([{ name: "Idempotency-Key", in: "header" }]);
    expect(paths["/api/signals"]?.get?.parameters.map((one) => one.in)).not.toContain("header");
  });

  it("gives each operation an id of its own and says who may call it", () => {
    const operations = Object.values(openApiDocument("x").paths).flatMap((path) => Object.values(path));
    expect(new Set(operations.map((one) => one.operationId)).size).toBe(operations.length);
    expect(operations.every((one) => one.description !== "")).toBe(true);
  });

  it("has a good request of every input, which the bad ones of e2e/bad-input.soak.ts are made from", () => {
    const known = examples(NO_SCENE);
    const missing = Object.entries(openApiDocument("x").paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { requestBody, parameters }]) => {
        const own = known[`${method} ${path}`] ?? [];
        const bodies = requestBody === undefined || own.some((one) => one.body !== undefined) ? [] : ["body"];
        const queries = parameters
          .filter((one) => one.in === "query" && !own.some(({ query }) => Object.hasOwn(query ?? {}, one.name)))
          .map((one) => one.name);
        return [...bodies, ...queries].map((what) => `${method} ${path}: ${what}`);
      }),
    );
    expect(missing, "add one for each to its group in e2e/support/api-examples").toEqual([]);
  });
});

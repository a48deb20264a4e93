import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { APPEND_ONLY } from "@/lib/db/wanted-state";
import { diffSchemas, schemaFiles } from "@/scripts/db/diff-schema";

const text = schemaFiles(resolve("prisma/schema"))
  .map((file) => file.content)
  .join("\n");
const models = [...text.matchAll(/((?:^\/\/\/.*\n)*)^model (\w+) \{([\s\S]*?)^\}/gm)].map(
  ([, comment = "", name = "", body = ""]) => ({
    name,
    appendOnly: comment.includes("APPEND-ONLY"),
    table: /@@map\("(\w+)"\)/.exec(body)?.[1] ?? "",
    body,
  }),
);

describe("the schema", () => {
  it("has a migration for every change: npm run db:migration -- NAME", async () => {
    expect(await diffSchemas("prisma/migrated", "prisma/schema")).toBe("");
  });

  it("guards the tables that its comments call APPEND-ONLY, and no others", () => {
    expect(
      models
        .filter((model) => model.appendOnly)
        .map((model) => model.table)
        .sort(),
    ).toEqual([...APPEND_ONLY]);
  });

  it("maps every model to a plural table name", () => {
    expect(models.filter((model) => !/^[a-z_]+$/.test(model.table)).map((model) => model.name)).toEqual([]);
  });

  it("gives no instant a default of the database: only ctx.clock knows the hour", () => {
    expect(text.match(/^.*DateTime.*(@default|@updatedAt).*$/gm) ?? []).toEqual([]);
    expect(text.match(/^.*DateTime(?!.*@db\.Timestamptz\(3\)).*$/gm) ?? []).toEqual([]);
  });

  it("indexes every foreign key", () => {
    const missing = models.flatMap((model) => {
      const indexed = [...model.body.matchAll(/@@(?:index|unique|id)\(\[([^\]]+)\]/g)].map(([, list = ""]) =>
        list.split(",").map((part) => part.trim().split("(")[0]),
      );
      const single = [...model.body.matchAll(/^\s*(\w+)\s.*@(?:id|unique)\b/gm)].map(([, field]) => [field]);
      return [...model.body.matchAll(/@relation\(.*?fields: \[([^\]]+)\]/g)]
        .map(([, list = ""]) => list.split(",").map((part) => part.trim()))
        .filter((fields) => ![...indexed, ...single].some((index) => fields.every((field, i) => index[i] === field)))
        .map((fields) => `${model.name}(${fields.join(", ")})`);
    });
    expect(missing).toEqual([]);
  });
});

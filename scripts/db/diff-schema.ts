import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlMigrationAwareDriverAdapterFactory,
} from "@prisma/driver-adapter-utils";
import * as engine from "@prisma/schema-engine-wasm/schema_engine_bg";

/** Files of a schema folder as the engine takes them; empty where the folder is missing. */
export function schemaFiles(folder: string): { path: string; content: string }[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".prisma"))
    .sort()
    .map((name) => ({ path: `schema/${name}`, content: readFileSync(join(folder, name), "utf8") }));
}

/**
 * The SQL that leads from one schema folder to another, by Prisma's own engine as WebAssembly (docs/decisions/0002). `from` null: from an
 * empty database. No database is touched.
 */
export async function diffSchemas(from: string | null, to: string): Promise<string> {
  const wasm = createRequire(import.meta.url)
    .resolve("@prisma/schema-engine-wasm")
    .replace(/schema_engine\.js$/, "schema_engine_bg.wasm");
  const { instance } = await WebAssembly.instantiate(readFileSync(wasm), {
    "./schema_engine_bg.js": engine as unknown as WebAssembly.ModuleImports,
  });
  engine.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  const target = schemaFiles(to);
  const schema = await engine.SchemaEngine.new(
    { datamodels: target.map(({ path, content }) => [path, content]) },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(noDatabase),
  );
  const filters = { externalTables: [], externalEnums: [] };
  const result = await schema.diff({
    from: from === null ? { tag: "empty" } : { tag: "schemaDatamodel", files: schemaFiles(from) },
    to: { tag: "schemaDatamodel", files: target },
    script: true,
    exitCode: null,
    filters,
  });
  return (result.stdout ?? "").replace(/^-- This is an empty migration\.\s*$/m, "").trim();
}

/** The engine wants a connection before it compares; comparing two schemas asks it for nothing but the server's version. */
const noDatabase: SqlMigrationAwareDriverAdapterFactory = {
  provider: "postgres",
  adapterName: "none",
  connect: () => Promise.resolve(connection),
  connectToShadowDb: () => Promise.reject(new Error("no shadow database")),
};

const connection = {
  provider: "postgres" as const,
  adapterName: "none",
  queryRaw: () => Promise.resolve({ columnNames: [], columnTypes: [], rows: [] }),
  executeRaw: () => Promise.resolve(0),
  executeScript: () => Promise.reject(new Error("no database")),
  startTransaction: () => Promise.reject(new Error("no database")),
  getConnectionInfo: () => ({ schemaName: "public", maxBindValues: 32_767, supportsRelationJoins: true }),
  dispose: () => Promise.resolve(),
};

import { build } from "esbuild";
import { expect, it } from "vitest";

/** Files that a program loads before its first line runs: what is imported when it is needed, and types, are not among them. */
async function loadedAtOnce(program: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [program],
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "silent",
  });
  const files = new Set([program]);
  for (const file of files)
    for (const { path, kind, external } of metafile.inputs[file]?.imports ?? [])
      if (kind === "import-statement" && external !== true) files.add(path);
  return [...files];
}

it.each(["scripts/up/main.ts", "scripts/test/main.ts", "scripts/generate.ts", "scripts/build.ts"])(
  "%s makes the database client, so it loads nothing that needs one",
  async (program) => {
    const files = await loadedAtOnce(program);
    expect(files).toContain("scripts/build/generate-client.ts");
    expect(files.filter((file) => file.startsWith("lib/db/generated/"))).toEqual([]);
  },
);

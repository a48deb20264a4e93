import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, it } from "vitest";
import { settingsSchema } from "@/lib/runtime/settings";

const FOLDER = "docs/deploy";
const read = (name: string): string => readFileSync(`${FOLDER}/${name}`, "utf8");
const { apps }: { apps: readonly { name: string; script: string; env: Record<string, string> }[] } = createRequire(
  import.meta.url,
)("../docs/deploy/pm2.config.cjs");
const ports = apps.flatMap(({ env }) => (env.PORT === undefined ? [] : [env.PORT]));

it("nginx hands requests to the ports that PM2's and systemd's web processes serve", () => {
  expect(ports).toHaveLength(2);
  expect([...read("nginx.conf").matchAll(/server 127\.0\.0\.1:(\d+)/g)].map(([, port]) => port)).toEqual(ports);
  const guide = readFileSync("docs/deploy.md", "utf8");
  for (const port of ports) expect(guide).toContain(`heliograph-web@${port}`);
});

it("systemd starts the programs that PM2 starts", () => {
  const started = ["heliograph-web@.service", "heliograph-worker.service"].map(
    (name) => /^ExecStart=\S+ --enable-source-maps (?:--\S+ )*(\S+)$/m.exec(read(name))?.[1],
  );
  expect(new Set(started)).toEqual(new Set(apps.map(({ script }) => script)));
});

it("nobody but the migration reads the owner's address", () => {
  const readers = readdirSync(FOLDER).filter((name) => /^EnvironmentFile=.*owner\.env$/m.test(read(name)));
  expect(readers).toEqual(["heliograph-migrate.service"]);
});

it("the guide names settings that there are", () => {
  const named = readFileSync("docs/deploy.md", "utf8").match(/\b[A-Z][A-Z0-9]*_[A-Z0-9_]+(?==)/g) ?? [];
  expect(named.length).toBeGreaterThan(8);
  for (const name of named) expect(Object.keys(settingsSchema.shape)).toContain(name);
});

import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

const alias = {
  "@": resolve(import.meta.dirname),
  "server-only": resolve(import.meta.dirname, "scripts/build/server-only.ts"),
};
const exclude = ["**/node_modules/**", "**/.next*/**", "dist/**", "e2e/**"];

/** `unit` is pure and needs nothing; `db` gets a real PostgreSQL with a migrated template. */
export default defineConfig({
  resolve: { alias },
  test: {
    // Every core: vitest would leave one idle, half of a machine with two. More than eight would use up the database's connections.
    maxWorkers: Math.min(availableParallelism(), 8),
    projects: [
      {
        resolve: { alias },
        test: {
          name: "unit",
          include: ["**/*.test.{ts,tsx}"],
          exclude: [...exclude, "**/*.db.test.ts"],
          environment: "node",
          testTimeout: 30_000, // tests assert results, not times: a busy machine is no failure
          isolate: false, // what is pure leaves nothing behind; loading every module anew for each file took a third of the run
        },
      },
      {
        resolve: { alias },
        test: {
          name: "db",
          include: ["**/*.db.test.ts"],
          exclude,
          environment: "node",
          globalSetup: ["lib/testing/global-setup.ts"],
          setupFiles: ["lib/testing/patience.ts"],
          expect: { poll: { timeout: 20_000 } },
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});

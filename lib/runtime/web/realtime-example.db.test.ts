import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { childEnvironment } from "@/lib/runtime/env";
import { makeStrategy } from "@/lib/testing/market-fixture";
import { type SignedIn, SocketStage } from "@/lib/testing/socket-stage";
import { testDb } from "@/lib/testing/test-db";
import { bundleClient } from "@/scripts/build/build";

const db = testDb();
const folder = mkdtempSync(join(tmpdir(), "heliograph-example-"));
let stage: SocketStage;

beforeAll(async () => {
  stage = await SocketStage.open(db);
  await bundleClient();
});
afterAll(async () => {
  await stage.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Line {
  readonly seq: number;
  readonly type: string;
  readonly id: string;
}

/** Runs docs/examples/listen.mjs as its reader would. */
function listen({ token }: SignedIn) {
  const lines: Line[] = [];
  let status = "";
  const child = spawn(process.execPath, ["docs/examples/listen.mjs"], {
    env: childEnvironment({
      HELIOGRAPH_URL: stage.url,
      HELIOGRAPH_TOKEN: token,
      HELIOGRAPH_STATE: join(folder, "seen.json"),
    }),
  });
  child.stderr.on("data", (said: Buffer) => {
    status += said.toString();
  });
  child.stdout.on("data", (said: Buffer) => {
    for (const line of said.toString().trim().split("\n")) lines.push(JSON.parse(line) as Line);
  });
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return {
    lines,
    live: () => vi.waitFor(() => expect(status).toContain("live"), { timeout: 15_000 }),
    stop() {
      child.kill();
      return gone;
    },
  };
}

it("docs/examples/listen.mjs prints each event once, and goes on where it stopped", async () => {
  const provider = await stage.signIn("PROVIDER", "Paula");
  const strategyId = await makeStrategy(stage.ctx, provider);
  const reader = await stage.signIn("SUBSCRIBER", "Rob");
  await stage.subscribe(reader, strategyId);
  const first = listen(reader);
  await first.live();
  await vi.waitFor(async () => {
    await stage.publish(provider, strategyId);
    expect(first.lines.length).toBeGreaterThan(0);
  });
  const id = await stage.publish(provider, strategyId);
  await vi.waitFor(() => expect(first.lines.at(-1)?.id).toBe(id));
  await first.stop();
  const missed = await stage.publish(provider, strategyId);
  const second = listen(reader);
  await vi.waitFor(() => expect(second.lines.map((line) => line.id)).toEqual([missed]), { timeout: 15_000 });
  await second.stop();
  const seqs = [...first.lines, ...second.lines].map(({ seq }) => seq);
  expect(seqs).toEqual(seqs.map((_, n) => (seqs[0] ?? 0) + n));
});

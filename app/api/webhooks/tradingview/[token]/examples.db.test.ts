import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { POST as publish } from "@/app/api/signals/route";
import { createApiToken } from "@/lib/features/accounts/api-tokens";
import { issueAddress } from "@/lib/features/intake/manage-address";
import { childEnvironment } from "@/lib/runtime/env";
import { publishEdges } from "@/lib/testing/edges";
import { makeActor, makeStrategy, quoteBtc } from "@/lib/testing/market-fixture";
import { createTestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { POST as alert } from "./route.ts";

const run = promisify(execFile);
const db = testDb();
let server: Server;
let env: NodeJS.ProcessEnv;

/** Examples of docs/intake.md in order: alert by curl, alert by Python, signal by curl, signal by Python. */
const EXAMPLES = [...readFileSync(resolve("docs/intake.md"), "utf8").matchAll(/```(bash|python)\n(.*?)```/gs)].map(
  ([, language = "", code = ""]) => ({ language, code }),
);

beforeAll(async () => {
  const ctx = createTestCtx(db.web);
  publishEdges(ctx);
  const provider = await makeActor(ctx, "PROVIDER", "Paula");
  const strategyId = await makeStrategy(ctx, provider);
  quoteBtc(ctx, "65000", "65000.5");
  const address = await issueAddress(ctx, provider, strategyId);
  const token = await createApiToken(ctx, provider, {
    name: "docs",
    scopes: ["signals:write"],
    ips: [],
    days: undefined,
  });
  if (!address.ok || !token.ok) throw new Error("the desk could not be set up");
  server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", async () => {
      const path = incoming.url ?? "/";
      const headers = Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)]);
      const request = new Request(`http://localhost:3000${path}`, {
        method: "POST",
        headers,
        body: Buffer.concat(chunks),
      });
      const handler = path === "/api/signals" ? publish : alert;
      const answer = await handler(request, { params: Promise.resolve({ token: path.split("/").at(-1) ?? "" }) });
      outgoing.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const bound = server.address();
  const base = `http://127.0.0.1:${typeof bound === "object" && bound !== null ? bound.port : 0}`;
  env = childEnvironment({
    HELIOGRAPH: base,
    HELIOGRAPH_WEBHOOK: base + address.value.path,
    HELIOGRAPH_TOKEN: token.value.token,
    STRATEGY_ID: strategyId,
    NO_PROXY: "127.0.0.1",
  });
});

afterAll(() => {
  server.close();
});

const python = await run("python3", ["--version"]).then(
  () => true,
  () => false,
);

async function answerOf({ language, code }: { language: string; code: string }): Promise<Record<string, unknown>> {
  const [program, flag] = language === "bash" ? ["bash", "-c"] : ["python3", "-c"];
  const { stdout } = await run(program, [flag, code], { env, timeout: 15_000 });
  return JSON.parse(stdout) as Record<string, unknown>;
}

it.each(
  EXAMPLES.map((example, index) => ({ ...example, index })).filter(({ language }) => language === "bash" || python),
)("example $index ($language) does what the page says", async (example) => {
  const answer = await answerOf(example);
  const isAlert = example.code.includes("HELIOGRAPH_WEBHOOK");
  if (!isAlert) {
    expect(answer).toMatchObject({ state: "PENDING", symbol: "BTC/USDT", stopLoss: "58000" });
    expect(await answerOf(example)).toEqual(answer); // the key makes a repeat the first answer
  } else if (example.language === "bash") {
    expect(answer).toMatchObject({ outcome: "OPENED", message: "Opened long BTC/USDT at 65,000.5." });
  } else expect(answer).toMatchObject({ outcome: "CLOSED", message: "Closed long BTC/USDT." });
});

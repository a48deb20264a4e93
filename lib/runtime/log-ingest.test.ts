import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { createLogIngest } from "./log-ingest.ts";
import { createLogger } from "./logger.ts";

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A collector that answers with `statuses` in turn, then 200. */
async function collector(...statuses: number[]) {
  const taken: string[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const status = statuses.shift() ?? 200;
    if (status === 200)
      taken.push(`${request.method} ${request.headers["content-type"]}`, ...body.trimEnd().split("\n"));
    response.writeHead(status).end();
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { taken, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/logs` };
}

const quiet = { write: () => undefined };

it("hands warnings and errors to the operator's collector, without secrets, and nothing else", async () => {
  const { taken, url } = await collector();
  const ingest = createLogIngest(url);
  const log = createLogger({ name: "web", level: "info", to: quiet, copy: ingest });
  log.info({}, "served");
  log.warn({ token: "canary" }, "slow");
  log.error({ err: new Error("failed with sk_live_canary0123456789") }, "broken");
  await ingest.close();
  const [head, ...lines] = taken;
  expect(head).toBe("POST application/x-ndjson");
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: "warn", name: "web", msg: "slow", token: "[redacted]" },
    { level: "error", msg: "broken" },
  ]);
  expect(taken.join()).not.toContain("canary");
});

it("sends again what a collector that was away missed, and says what was too much to keep", async () => {
  const { taken, url } = await collector(503);
  const ingest = createLogIngest(url);
  for (let n = 1; n <= 1_002; n += 1) ingest.write(`{"n":${n}}\n`);
  await ingest.close();
  expect(taken).toEqual([]);
  await ingest.close();
  expect(taken.slice(1, 3)).toEqual(['{"n":3}', '{"n":4}']);
  expect(taken.slice(-2)).toEqual(['{"n":1002}', expect.stringContaining("2 log lines were lost")]);
});

it("fails nobody where no collector answers", async () => {
  const ingest = createLogIngest("http://127.0.0.1:1/");
  ingest.write("{}\n");
  await ingest.close();
});

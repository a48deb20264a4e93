import { createServer, request as httpRequest, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { GuestAnswers } from "./guest-answers.ts";

interface Site {
  readonly server: Server;
  /** How often the route itself was asked. */
  rendered: number;
  now: number;
  counted: number;
  limit: number;
  status: number;
  cookie: string | null;
  body: string;
}

let site: Site;

async function open(): Promise<string> {
  const answers = new GuestAnswers({
    isSharedPath: (path) => path === "/api/strategies",
    limit: async () => {
      site.counted += 1;
      if (site.counted > site.limit) throw new Error("over");
    },
    freshMs: 1_000,
    entriesMax: 2,
    bytesMax: 1_000,
    now: () => site.now,
  });
  const server = createServer(async (request, response) => {
    response.setHeader("x-request-id", `req_${Math.random()}`);
    if (answers.admits(request) && (await answers.serve(request, response))) return;
    site.rendered += 1;
    response.writeHead(site.status, {
      "content-type": "application/json",
      ...(site.cookie === null ? {} : { "set-cookie": site.cookie }),
    });
    response.write(site.body.slice(0, 3));
    response.end(site.body.slice(3));
  });
  site = { server, rendered: 0, now: 0, counted: 0, limit: 100, status: 200, cookie: null, body: '{"items":["é"]}' };
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function get(url: string, headers: Record<string, string> = {}): Promise<{ status: number; id: string; body: string }> {
  return new Promise((done, fail) => {
    httpRequest(url, { headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () =>
        done({
          status: answer.statusCode ?? 0,
          id: String(answer.headers["x-request-id"]),
          body: Buffer.concat(chunks).toString("utf8"),
        }),
      );
    })
      .on("error", fail)
      .end();
  });
}

afterEach(() => new Promise((done) => site.server.close(done)));

describe("GuestAnswers", () => {
  it("gives one guest's answer to the next for as long as it is fresh, whole and with its own request id", async () => {
    const url = `${await open()}/api/strategies`;
    const first = await get(url);
    const second = await get(url);
    expect(second.body).toBe('{"items":["é"]}');
    expect(second.id).not.toBe(first.id);
    expect(site.rendered).toBe(1);
    site.now = 1_001;
    await get(url);
    expect(site.rendered).toBe(2);
  });

  it("counts each kept answer against the limit, and leaves a caller over it to the route", async () => {
    const url = `${await open()}/api/strategies`;
    site.limit = 1;
    await get(url);
    await get(url);
    expect([site.counted, site.rendered]).toEqual([1, 1]);
    await get(url);
    expect([site.counted, site.rendered]).toEqual([2, 2]);
  });

  it.each([
    ["a cookie", { cookie: "a=1" }],
    ["a token", { authorization: "Bearer x" }],
  ])("never serves or keeps for a caller with %s", async (_what, headers) => {
    const url = `${await open()}/api/strategies`;
    await get(url, headers);
    await get(url, headers);
    await get(url);
    expect(site.rendered).toBe(3);
  });

  it.each([
    ["a refusal", { status: 422 }],
    ["an answer that sets a cookie", { cookie: "b=2" }],
    ["a body over the limit", { body: `"${"x".repeat(2_000)}"` }],
  ])("does not keep %s", async (_what, changed) => {
    const url = `${await open()}/api/strategies`;
    Object.assign(site, changed);
    await get(url);
    await get(url);
    expect(site.rendered).toBe(2);
  });

  it("keeps a bounded number, the oldest going first, and asks each query apart", async () => {
    const url = `${await open()}/api/strategies`;
    for (const query of ["?q=a", "?q=b", "?q=c"]) await get(url + query);
    await get(`${url}?q=c`);
    expect(site.rendered).toBe(3);
    await get(`${url}?q=a`);
    expect(site.rendered).toBe(4);
  });
});

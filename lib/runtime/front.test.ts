import { createServer, type IncomingHttpHeaders, request } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { apiAddress, prepareRequest } from "./front.ts";

const server = createServer((asked, answer) => {
  const made = prepareRequest(asked, answer, { isTrustedProxy: () => false, makeRequestId: () => "req_1" });
  if (made) answer.end(JSON.stringify({ url: asked.url, headers: asked.headers }));
});
beforeAll(() => new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve)));
afterAll(() => new Promise((resolve) => server.close(resolve)));

function ask(
  path: string,
  headers: IncomingHttpHeaders = {},
  method = "GET",
): Promise<{ status: number; headers: IncomingHttpHeaders; body: string }> {
  return new Promise((resolve, reject) => {
    const { port } = server.address() as AddressInfo;
    request({ port, path, headers, method }, (answer) => {
      let body = "";
      answer.on("data", (part) => (body += part));
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }));
    })
      .on("error", reject)
      .end();
  });
}

it("overwrites x-client-ip and x-request-id and gives the id back", async () => {
  const { headers, body } = await ask("/", {
    "x-client-ip": "1.1.1.1",
    "x-request-id": "mine",
    "x-forwarded-for": "2.2.2.2",
  });
  expect(headers["x-request-id"]).toBe("req_1");
  expect(JSON.parse(body).headers).toMatchObject({ "x-client-ip": "127.0.0.1", "x-request-id": "req_1" });
});

it("refuses an address over 8,000 characters with 414 and takes one of 8,000", async () => {
  expect((await ask(`/${"a".repeat(8_000)}`)).status).toBe(414);
  expect((await ask(`/${"a".repeat(7_999)}`)).status).toBe(200);
});

it.each([
  ["/strategies/%00a?q=%00%00b&q%00=1", "/strategies/%EF%BF%BDa?q=%EF%BF%BD%EF%BF%BDb&q%EF%BF%BD=1"],
  ["/strategies?q=%2500", "/strategies?q=%2500"],
  ["/strategies/%ED%A0%80/%c3%a9?q=%", "/strategies/%EF%BF%BD/%c3%a9?q=%"],
  ["/docs/%E0%A4%Ax%", "/docs/%EF%BF%BD%EF%BF%BDAx%EF%BF%BD"],
  ["/api/signals?cursor=%00", "/api/signals?cursor=%00"],
])("reads what cannot be looked up in a page's address as U+FFFD: %s", async (asked, read) => {
  expect(JSON.parse((await ask(asked)).body).url).toBe(read);
});

it.each([
  ["GET", "/api/signals/%E0%A4%A", 400],
  ["GET", "/api/signals/%ED%A0%80", 400],
  ["GET", "/api/signals/%00?q=%", 200],
  ["TRACE", "/api/signals", 405],
  ["PROPFIND", "/", 405],
  ["PATCH", "/api/signals", 200],
])("answers %s %s with %i", async (method, path, status) => {
  const answer = await ask(path, {}, method);
  expect(answer.status).toBe(status);
  if (status !== 200) expect(JSON.parse(answer.body)).toMatchObject({ status, requestId: "req_1" });
});

it.each([
  ["/api/signals/", "/api/signals"],
  ["/api/signals///?a=1/", "/api/signals?a=1/"],
  ["/api/signals?next=/", "/api/signals?next=/"],
  ["/api/", "/api"],
  ["/api//signals", "/api/signals"],
  ["//api/signals?next=//a", "/api/signals?next=//a"],
  ["/api\\signals\\/", "/api/signals"],
  ["/.well-known/heliograph-ledger.json/", "/.well-known/heliograph-ledger.json"],
  ["//elsewhere.example/api/signals", "//elsewhere.example/api/signals"],
  ["/strategies/", "/strategies/"],
  ["/", "/"],
])("rewrites %s to %s", (from, to) => {
  expect(apiAddress(from)).toBe(to);
});

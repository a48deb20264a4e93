import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createOutgoingHttp, type OutgoingHttpOptions } from "./create-outgoing-http.ts";

const servers: Server[] = [];

async function serve(answer: RequestListener): Promise<{ port: number; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.headers.host} ${request.url}`);
    answer(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: (server.address() as AddressInfo).port, asked };
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

const post = (url: string, options: Partial<OutgoingHttpOptions> = {}) =>
  createOutgoingHttp({ httpsOnly: false, allow: [], ...options }).send({
    url,
    method: "POST",
    headers: {},
    body: "{}",
  });

describe("an address that may not be reached", () => {
  it.each([
    "http://127.0.0.1:PORT/",
    "http://localhost:PORT/",
    "http://localhost.:PORT/",
    "http://app.localhost:PORT/",
    "http://[::1]:PORT/",
    "http://[::]:PORT/",
    "http://[::ffff:127.0.0.1]:PORT/",
    "http://[::ffff:7f00:1]:PORT/",
    "http://0.0.0.0:PORT/",
    "http://0:PORT/",
    "http://127.1:PORT/",
    "http://2130706433:PORT/",
    "http://0x7f000001:PORT/",
    "http://0177.0.0.1:PORT/",
    "http://0x7f.0.0.1:PORT/",
    "http://127.0.0.1.:PORT/",
    "http://１２７.0.0.1:PORT/",
    "http://user:pass@8.8.8.8:PORT/",
    "http://169.254.169.254/latest/meta-data/",
    "http://[fd00:ec2::254]/latest/meta-data/",
    "http://metadata.google.internal/",
    "http://100.64.0.1/",
    "http://10.0.0.1/",
    "http://[fe80::1]/",
    "http://printer.local/",
    "http://db/",
    "ftp://example.com/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:PORT/",
    "not an address",
  ])("is refused before any connection: %s", async (form) => {
    const { port, asked } = await serve((_request, response) => response.end("secret"));
    const resolve = async () => expect.fail("no name server is asked");
    const result = await post(form.replace("PORT", String(port)), { resolve });
    expect(result).toMatchObject({ ok: false, failure: "forbidden_target" });
    expect(asked).toEqual([]);
  });

  it.each([
    [["127.0.0.1"]],
    [["::1"]],
    [["::ffff:127.0.0.1"]],
    [["169.254.169.254"]],
    [["10.0.0.7"]],
    [["8.8.8.8", "127.0.0.1"]],
    [["127.0.0.1", "8.8.8.8"]],
  ])("is refused when its name resolves to %j", async (addresses) => {
    const { port, asked } = await serve((_request, response) => response.end());
    const result = await post(`http://hooks.example.com:${port}/`, { resolve: async () => addresses });
    expect(result).toMatchObject({ ok: false, failure: "forbidden_target" });
    expect(asked).toEqual([]);
  });

  it("is refused without https where only https is allowed, OUTGOING_ALLOW or not", async () => {
    const { port, asked } = await serve((_request, response) => response.end());
    const http = createOutgoingHttp({ httpsOnly: true, allow: [`127.0.0.1:${port}`] });
    expect(http.refuses(`http://127.0.0.1:${port}/`)).toMatch(/https/);
    expect(await post(`http://127.0.0.1:${port}/`, { httpsOnly: true, allow: [`127.0.0.1:${port}`] })).toMatchObject({
      failure: "forbidden_target",
    });
    expect(asked).toEqual([]);
  });
});

describe("a name that answers otherwise each time", () => {
  it("is resolved once: the address that was judged is the one that is connected to", async () => {
    const { port, asked } = await serve((_request, response) => response.end());
    const answers = [["127.0.0.1"], ["8.8.8.8"]];
    let lookups = 0;
    const resolve = async () => {
      lookups += 1;
      return answers.shift() ?? [];
    };
    // Allowed by address and port: it is connected to that address, under its own name, and the second answer is never asked for.
    const allow = [`127.0.0.1:${port}`];
    expect(await post(`http://rebind.example.com:${port}/x?y=1`, { resolve, allow })).toMatchObject({ ok: true });
    expect({ lookups, asked }).toEqual({ lookups: 1, asked: [`POST rebind.example.com:${port} /x?y=1`] });
  });
});

describe("OUTGOING_ALLOW", () => {
  it("opens one pair of host and port, no other port and no other host", async () => {
    const open = await serve((_request, response) => response.end("fine"));
    const shut = await serve((_request, response) => response.end("secret"));
    const allow = [`127.0.0.1:${open.port}`];
    const result = await post(`http://127.0.0.1:${open.port}/`, { allow });
    expect(result).toMatchObject({ ok: true, answer: { status: 200, body: "fine" } });
    expect(await post(`http://127.0.0.1:${shut.port}/`, { allow })).toMatchObject({ failure: "forbidden_target" });
    expect(shut.asked).toEqual([]);
  });
});

describe("an answer", () => {
  const sendTo = (port: number, options: Partial<OutgoingHttpOptions> = {}) =>
    post(`http://127.0.0.1:${port}/`, { allow: [`127.0.0.1:${port}`], ...options });

  it("that redirects is not followed", async () => {
    const inner = await serve((_request, response) => response.end("secret"));
    const outer = await serve((_request, response) =>
      response.writeHead(307, { location: `http://127.0.0.1:${inner.port}/` }).end(),
    );
    const result = await post(`http://127.0.0.1:${outer.port}/`, {
      allow: [`127.0.0.1:${outer.port}`, `127.0.0.1:${inner.port}`],
    });
    expect(result).toMatchObject({ ok: true, answer: { status: 307 } });
    expect(inner.asked).toEqual([]);
  });

  it("that does not end is read to 64 KB, and its connection is cut", async () => {
    let closed: () => void = () => undefined;
    const isClosed = new Promise<void>((resolve) => (closed = resolve));
    const { port } = await serve((_request, response) => {
      const more = (): void => {
        while (response.write("x".repeat(16_384)));
      };
      response.on("drain", more).on("close", closed);
      more();
    });
    const result = await sendTo(port);
    expect(result.ok && result.answer.body.length).toBe(65_536);
    await isClosed;
  });

  it.each<[string, RequestListener]>([
    ["that never comes", () => undefined],
    ["that drips", (_request, response) => void setInterval(() => response.write("."), 20).unref()],
  ])("%s ends at the time limit", async (_how, answer) => {
    const { port } = await serve(answer);
    const result = await sendTo(port, { timeoutMs: 150 });
    expect(result).toMatchObject({ ok: false, failure: "timeout" });
    expect(result.ok ? 0 : result.tookMs).toBeGreaterThanOrEqual(149);
  });

  it("is not waited for when the name server says nothing", async () => {
    const resolve = () => new Promise<readonly string[]>(() => undefined);
    expect(await post("http://mute.example.com/", { resolve, timeoutMs: 50 })).toMatchObject({ failure: "timeout" });
  });

  it("of a closed port is told in words, without the address that the name had", async () => {
    const { port } = await serve((_request, response) => response.end());
    const [server] = servers.splice(0);
    await new Promise((resolve) => server?.close(resolve));
    const result = await sendTo(port);
    expect(result).toMatchObject({ ok: false, failure: "unreachable", detail: "The connection was refused." });
  });
});

import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { GuestPages } from "./guest-pages.ts";

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

/** How long the server takes for a page. */
const RENDER_MS = 10;

interface Made {
  readonly origin: string;
  renders(): number;
  /** Most pages that were rendered at a time. */
  most(): number;
}

/** A server whose pages carry a nonce in header and body, behind GuestPages as server.ts has it. */
async function serve(
  extra: (request: IncomingMessage) => Record<string, string> = () => ({}),
  freshMs = 60_000,
  staleMs = freshMs,
): Promise<Made> {
  let renders = 0;
  let now = 0;
  let most = 0;
  const server = createServer((request, response) => {
    if (pages.admits(request)) {
      void pages.serve(request, response).then((served) => {
        if (!served) response.writeHead(418).end();
      });
      return;
    }
    renders += 1;
    now += 1;
    most = Math.max(most, now);
    const render = renders;
    const nonce = `n${render}abcdefghijk`;
    response.writeHead(200, {
      "content-type": "text/html",
      "content-security-policy": `script-src 'nonce-${nonce}'`,
      ...extra(request),
    });
    const script = (text: string): string => `<script nonce="${nonce}">${text}</script>`;
    setTimeout(() => {
      now -= 1;
      response.end(`${script("1")}<p>render ${render} of ${request.url}</p>${script("2")}`);
    }, RENDER_MS);
  });
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const pages = new GuestPages({
    port,
    isGuestPath: (path) => path === "/" || path === "/strategies",
    freshMs,
    staleMs,
    entriesMax: 2,
  });
  return { origin: `http://127.0.0.1:${port}`, renders: () => renders, most: () => most };
}

async function get(url: string, headers: Record<string, string> = {}): Promise<{ body: string; nonce: string }> {
  const response = await fetch(url, { headers });
  const nonce = /'nonce-([^']+)'/.exec(response.headers.get("content-security-policy") ?? "")?.[1] ?? "";
  return { body: await response.text(), nonce };
}

it("renders once for many guests and gives each a nonce of his own, the same in header and body", async () => {
  const made = await serve();
  const answers = await Promise.all(Array.from({ length: 8 }, () => get(`${made.origin}/`)));
  expect(made.renders()).toBe(1);
  expect(new Set(answers.map((answer) => answer.nonce)).size).toBe(8);
  for (const { body, nonce } of answers) {
    expect(body).toBe(`<script nonce="${nonce}">1</script><p>render 1 of /</p><script nonce="${nonce}">2</script>`);
  }
});

it("keeps pages apart by their query and drops the oldest over its size", async () => {
  const made = await serve();
  for (const path of ["/strategies?q=a", "/strategies?q=b", "/strategies?q=c"]) {
    expect((await get(made.origin + path)).body).toContain(`of ${path}<`);
  }
  await get(`${made.origin}/strategies?q=a`);
  expect(made.renders()).toBe(4);
});

it.each([
  ["a cookie", "/", { cookie: "a=b" }],
  ["a token", "/", { authorization: "Bearer x" }],
  ["a router fetch", "/", { rsc: "1" }],
  ["a path that is not a guest's", "/dashboard", {}],
])("passes by a request with %s", async (_what, path, headers) => {
  const made = await serve();
  await get(made.origin + path, headers as Record<string, string>);
  await get(made.origin + path, headers as Record<string, string>);
  expect(made.renders()).toBe(2);
});

it("never keeps an answer that sets a cookie", async () => {
  const made = await serve(() => ({ "set-cookie": "sid=1" }));
  expect((await fetch(`${made.origin}/`)).status).toBe(418);
  expect((await fetch(`${made.origin}/`)).status).toBe(418);
  expect(made.renders()).toBe(2);
});

it("renders anew once a page is too old", async () => {
  const made = await serve(() => ({}), -1);
  await get(`${made.origin}/`);
  expect((await get(`${made.origin}/`)).body).toContain("render 2");
});

it("gives a page that is not fresh any more once again, and renders such pages one after the other", async () => {
  const made = await serve(() => ({}), -1, 60_000);
  const paths = ["/", "/strategies"];
  for (const path of paths) await get(made.origin + path);
  const again = await Promise.all(paths.map((path) => get(made.origin + path)));
  expect(again.map(({ body }) => /render \d of/.exec(body)?.[0])).toEqual(["render 1 of", "render 2 of"]);
  await expect.poll(made.renders).toBe(4);
  expect(made.most()).toBe(1);
});

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, vi } from "vitest";
import { keepOpen } from "./keep-open.ts";
import { isSilent } from "./ports.ts";

async function serve(port: number, name: string) {
  const server = createServer((_request, response) => void response.end(name));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { port: (server.address() as AddressInfo).port, close };
}

const said = (port: number): Promise<string> => fetch(`http://127.0.0.1:${port}/`).then((answer) => answer.text());

it("opens what another has ended, at the same port, and one of two that watch does", async () => {
  const first = await serve(0, "the first");
  const open = vi.fn(() => serve(first.port, "the second"));
  const ends = [0, 1].map(() => keepOpen(() => isSilent(first.port), open));
  expect(await said(first.port)).toBe("the first");
  expect(open).not.toHaveBeenCalled();
  await first.close();
  await vi.waitFor(async () => expect(await said(first.port)).toBe("the second"), { timeout: 5_000 });
  await Promise.all(ends.map((end) => end()));
  await expect(said(first.port)).rejects.toThrow();
});

it("opens nothing once it was ended", async () => {
  const open = vi.fn(() => serve(0, "too late"));
  await keepOpen(() => Promise.resolve(true), open)();
  expect(open).not.toHaveBeenCalled();
});

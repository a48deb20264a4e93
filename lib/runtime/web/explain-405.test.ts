import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { explain405 } from "./explain-405.ts";

it("fills an empty 405 with a problem and leaves every other answer alone", async () => {
  const server = createServer((request, response) => {
    explain405(response, "req_1");
    response.statusCode = request.url === "/405" ? 405 : 204;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const refused = await fetch(`http://127.0.0.1:${port}/405`);
  expect(refused.headers.get("content-type")).toBe("application/problem+json");
  expect(await refused.json()).toMatchObject({ status: 405, code: "method_not_allowed", requestId: "req_1" });
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(204);
  server.close();
});

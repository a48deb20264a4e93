import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { explain405 } from "./explain-405.ts";

async function answered(
  answer: (response: ServerResponse) => void,
): Promise<{ status: number; type: string; body: string }> {
  const server = createServer((_request, response) => {
    explain405(response, "req_1");
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/`);
  const made = {
    status: response.status,
    type: response.headers.get("content-type") ?? "",
    body: await response.text(),
  };
  server.close();
  return made;
}

it.each<[string, (response: ServerResponse) => void]>([
  ["ended at once", (response) => Object.assign(response, { statusCode: 405 }).end()],
  ["whose head was written before, as compression does", (response) => void response.writeHead(405).end()],
  ["ended with nothing", (response) => Object.assign(response, { statusCode: 405 }).end("")],
])("fills an empty 405 %s", async (_how, answer) => {
  const made = await answered(answer);
  expect(made).toMatchObject({ status: 405, type: "application/problem+json" });
  expect(JSON.parse(made.body)).toMatchObject({
    status: 405,
    detail: "This method is not offered here.",
    code: "method_not_allowed",
    requestId: "req_1",
  });
});

it("leaves every other answer alone", async () => {
  expect(await answered((response) => void response.writeHead(204).end())).toMatchObject({ status: 204, body: "" });
  const own = await answered((response) => void response.writeHead(405, { "content-type": "text/plain" }).end("no"));
  expect(own).toEqual({ status: 405, type: "text/plain", body: "no" });
  expect(await answered((response) => void response.end("fine"))).toMatchObject({ status: 200, body: "fine" });
});

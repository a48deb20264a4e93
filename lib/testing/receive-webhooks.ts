import { createServer } from "node:http";
import { listenOnLoopback } from "./listen-on-loopback.ts";

/** A server on 127.0.0.1 that hands what is posted to it to `receive`, as the web process hands it to its route. */
export async function receiveWebhooks(
  receive: (request: Request) => Promise<Response>,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const headers = new Headers();
      for (const [name, value] of Object.entries(request.headers))
        if (typeof value === "string") headers.set(name, value);
      const sent = new Request("http://localhost/api/webhooks/stripe", {
        method: "POST",
        headers,
        body: Buffer.concat(chunks),
      });
      receive(sent).then(
        async (answer) => response.writeHead(answer.status).end(await answer.text()),
        () => response.writeHead(500).end(),
      );
    });
  });
  server.keepAliveTimeout = 65_000;
  return listenOnLoopback(server);
}

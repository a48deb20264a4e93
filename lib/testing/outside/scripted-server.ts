import { createServer, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export interface HeardRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface ScriptedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Waits this long before it answers; Infinity: never answers. */
  readonly afterMs?: number;
}

export interface ScriptedServer {
  readonly url: string;
  /** As OUTGOING_ALLOW names it. */
  readonly hostPort: string;
  readonly heard: readonly HeardRequest[];
  /** What is answered next, in this order; when none is left, by `usual`. */
  answerWith(...answers: readonly ScriptedAnswer[]): void;
  /** Resolves when `count` requests are in; fails, and says how many came, after a minute. */
  waitFor(count: number): Promise<readonly HeardRequest[]>;
  close(): Promise<void>;
}

const WAIT_MS = 60_000;

/** A real HTTP server on a free port that remembers what it was asked and answers as it is told: the ground of the stand-ins beside it. */
export async function startScriptedServer(
  usual: (request: HeardRequest) => ScriptedAnswer,
  port = 0,
): Promise<ScriptedServer> {
  const heard: HeardRequest[] = [];
  const next: ScriptedAnswer[] = [];
  const waiting: { count: number; resolve: (heard: readonly HeardRequest[]) => void }[] = [];
  const server = createServer((request, response) => {
    void read(request).then((one) => {
      heard.push(one);
      for (const { count, resolve } of waiting) if (heard.length >= count) resolve(heard);
      const { status, headers = {}, body = "", afterMs = 0 } = next.shift() ?? usual(one);
      const answer = (): void => void response.writeHead(status, headers).end(body);
      if (afterMs === 0) answer();
      else if (Number.isFinite(afterMs)) setTimeout(answer, afterMs).unref();
    });
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const hostPort = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${hostPort}`,
    hostPort,
    heard,
    answerWith: (...answers) => void next.push(...answers),
    waitFor: (count) =>
      new Promise((resolve, reject) => {
        if (heard.length >= count) return resolve(heard);
        const late = () => reject(new Error(`${heard.length} of ${count} requests came within ${WAIT_MS / 1_000} s`));
        const timer = setTimeout(late, WAIT_MS);
        const inTime = (requests: readonly HeardRequest[]): void => {
          clearTimeout(timer);
          resolve(requests);
        };
        waiting.push({ count, resolve: inTime });
      }),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function read(request: IncomingMessage): Promise<HeardRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const { method = "", url: path = "", headers } = request;
  return { method, path, headers, body: Buffer.concat(chunks) };
}

import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** An exchange of this test: a recorded answer, or one of the ways in which an answer fails to come. */
export type Reply =
  | { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly json: unknown }
  | { readonly status: number; readonly html: string }
  /** `reset`: the connection breaks unanswered. `truncated`: in the middle of the answer. `hang`: no answer until the server closes. */
  | { readonly fault: "reset" | "truncated" | "hang" };

export interface Asked {
  readonly method: string;
  /** With the venue's host as first segment. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
}

export interface AnsweringServer {
  readonly url: string;
  readonly asked: Asked[];
  /** First match wins; a later `on` comes before the earlier ones. */
  on(method: string, path: RegExp, reply: Reply | ((asked: Asked) => Reply)): void;
  /** Forgets what was asked and all answers since `mark`. */
  reset(): void;
  mark(): void;
  close(): Promise<void>;
}

interface Rule {
  readonly method: string;
  readonly path: RegExp;
  readonly reply: (asked: Asked) => Reply;
}

export async function startAnsweringServer(): Promise<AnsweringServer> {
  const rules: Rule[] = [];
  const asked: Asked[] = [];
  let marked = 0;
  const http = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://local");
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const one: Asked = {
        method: request.method ?? "GET",
        path: pathname,
        query: searchParams,
        body: Buffer.concat(chunks).toString(),
      };
      asked.push(one);
      const rule = rules.findLast(({ method, path }) => method === one.method && path.test(pathname));
      send(response, rule?.reply(one) ?? { status: 404, json: { code: -1, msg: "not here", retCode: -1, retMsg: "" } });
    });
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    asked,
    on(method, path, reply) {
      rules.push({ method, path, reply: typeof reply === "function" ? reply : () => reply });
    },
    mark() {
      marked = rules.length;
    },
    reset() {
      rules.length = marked;
      asked.length = 0;
    },
    close: () =>
      new Promise((resolve) => {
        http.closeAllConnections();
        http.close(() => resolve());
      }),
  };
}

function send(response: ServerResponse, reply: Reply): void {
  if ("fault" in reply) {
    if (reply.fault === "reset") response.socket?.resetAndDestroy();
    if (reply.fault !== "truncated") return;
    response.writeHead(200, { "content-type": "application/json", "content-length": "400" });
    response.write('{"orderId":12');
    response.socket?.end(); // the rest of the 400 bytes never comes
    return;
  }
  const [type, body] = "html" in reply ? ["text/html", reply.html] : ["application/json", JSON.stringify(reply.json)];
  response.writeHead(reply.status ?? 200, { "content-type": type, ...("headers" in reply ? reply.headers : {}) });
  response.end(body);
}

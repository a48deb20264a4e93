import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { VenueKey } from "./account.ts";
import { type Desk, quoteTold } from "./answer-call.ts";
import type { VenueLink } from "./link.ts";
import type { Protocol } from "./protocol.ts";

export interface SocketOptions {
  readonly desk: Desk;
  readonly now: () => number;
  readonly keyOf: (exchange: string, apiKey: string) => VenueKey | undefined;
  readonly protocolOf: (host: string, path: string) => Protocol | undefined;
}

/** The venue's websockets: the host is the first segment of the path here too. */
export class Sockets {
  readonly #options: SocketOptions;
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #hearers = new Map<WebSocket, string>();

  constructor(options: SocketOptions) {
    this.#options = options;
  }

  /** An upgrade request of the HTTP server. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { pathname, search } = new URL(request.url ?? "/", "http://127.0.0.1");
    const [, named = "", ...rest] = pathname.split("/");
    const host = named.replace(/:\d+$/, "");
    const path = `/${rest.join("/")}`;
    const protocol = this.#options.protocolOf(host, path);
    if (protocol?.socket === undefined) return void socket.end("HTTP/1.1 404 Not Found\r\n\r\n");
    const speak = protocol.socket;
    this.#server.handleUpgrade(request, socket, head, (client) => {
      speak(
        this.#link(client, protocol, {
          host,
          path,
          query: search.slice(1),
          remote: request.socket.remoteAddress ?? "",
        }),
      );
    });
  }

  /** How many open sockets tell the account's news. */
  hearers(account: string): number {
    return [...this.#hearers.values()].filter((one) => one === account).length;
  }

  close(): void {
    for (const client of this.#server.clients) client.terminate();
    this.#server.close();
  }

  #link(
    client: WebSocket,
    protocol: Protocol,
    asked: Pick<VenueLink, "host" | "path" | "query" | "remote">,
  ): VenueLink {
    const { desk, now, keyOf } = this.#options;
    const held: (string | Uint8Array)[] = [];
    const put = (message: string | Uint8Array): void => {
      if (client.readyState === client.OPEN) client.send(message);
    };
    client.on("error", () => client.terminate());
    client.on("close", () => this.#hearers.delete(client));
    return {
      ...asked,
      books: desk.books,
      now,
      keyOf: (apiKey) => keyOf(protocol.exchange, apiKey),
      quote: (market) => quoteTold(desk, market),
      reply: (message) => put(textOf(message)),
      send(message, account) {
        const told = textOf(message);
        const target = { exchange: protocol.exchange, account: account ?? null, op: "stream" as const, symbol: null };
        const fault = desk.faults.take(["socketDrop", "socketDouble", "socketReorder", "socketSilent"], target);
        if (fault?.kind === "socketSilent") return;
        if (fault?.kind === "socketDrop") return client.terminate();
        if (fault?.kind === "socketReorder") return void held.push(told);
        put(told);
        if (fault?.kind === "socketDouble") put(told);
        for (const late of held.splice(0)) put(late);
      },
      onMessage(read) {
        client.on("message", (data) => {
          try {
            read(data.toString());
          } catch {
            client.close(1003, "not understood"); // a client's malformed message must not end the venue
          }
        });
      },
      hears: (account) => void this.#hearers.set(client, account),
      onEvent(hear) {
        const leave = desk.books.listen(hear);
        client.on("close", leave);
      },
      close: (code, reason) => client.close(code, reason),
    };
  }
}

function textOf(message: string | object | Uint8Array): string | Uint8Array {
  return typeof message === "string" || message instanceof Uint8Array ? message : JSON.stringify(message);
}

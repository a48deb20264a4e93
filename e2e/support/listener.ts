import type { BrowserContext } from "@playwright/test";
import { io, type Socket } from "socket.io-client";
import { E2E } from "./site.ts";

type Payload = Readonly<Record<string, unknown>>;

/** A socket.io client of the test's own, with none of the product's code: what it was told, as it came. */
export class Listener {
  readonly heard: { readonly name: string; readonly payload: Payload }[] = [];
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.onAny((name: string, payload: Payload) => void this.heard.push({ name, payload }));
  }

  /** Connects with a browser's cookies, as its page would. @throws Error with the refusal's word */
  static async of(context: BrowserContext): Promise<Listener> {
    const cookie = (await context.cookies(E2E.baseUrl)).map(({ name, value }) => `${name}=${value}`).join("; ");
    return Listener.connect({ extraHeaders: { cookie, origin: E2E.baseUrl } });
  }

  static async connect(how: {
    readonly extraHeaders?: Readonly<Record<string, string>>;
    readonly auth?: Payload;
  }): Promise<Listener> {
    const socket = io(E2E.baseUrl, {
      path: "/ws",
      transports: ["websocket"],
      reconnection: false,
      forceNew: true,
      ...(how.auth === undefined ? {} : { auth: { ...how.auth } }),
      ...(how.extraHeaders === undefined ? {} : { extraHeaders: { ...how.extraHeaders } }),
    });
    const listener = new Listener(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("connect_error", reject);
    });
    return listener;
  }

  /** Sends a request of the protocol. @returns its acknowledgement */
  ask(event: string, message: Payload): Promise<Payload> {
    return this.#socket.timeout(10_000).emitWithAck(event, message) as Promise<Payload>;
  }

  all(name: string): Payload[] {
    return this.heard.filter((one) => one.name === name).map(({ payload }) => payload);
  }

  last(name: string): Payload | null {
    return this.all(name).at(-1) ?? null;
  }

  close(): void {
    this.#socket.disconnect();
  }
}

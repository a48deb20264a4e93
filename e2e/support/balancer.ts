import { connect, createServer, type Socket } from "node:net";

export interface Balancer {
  readonly url: string;
  /** Cuts this many of the open connections, as a bad line does. */
  cut(count: number, chance: () => number): void;
  close(): Promise<void>;
}

/** What nginx does in docs/deploy.md, for tests: hands each connection to a web process that takes it. */
export async function balance(ports: readonly number[]): Promise<Balancer> {
  const open = new Set<Socket>();
  let turn = 0;
  const server = createServer((near) => {
    near.on("error", () => undefined);
    const tryOne = (left: number): void => {
      if (left === 0) return void near.destroy();
      const far = connect(ports[turn++ % ports.length] ?? 0, "127.0.0.1");
      const onRefused = (): void => tryOne(left - 1);
      far.once("error", onRefused);
      far.once("connect", () => {
        far.off("error", onRefused);
        far.on("error", () => near.destroy());
        far.on("close", () => near.destroy());
        near.on("close", () => {
          open.delete(near);
          far.destroy();
        });
        open.add(near);
        near.pipe(far).pipe(near);
      });
    };
    tryOne(ports.length);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", 4_096, resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`,
    cut(count, chance) {
      const all = [...open];
      for (let n = 0; n < count && all.length > 0; n += 1) all[Math.floor(chance() * all.length)]?.destroy();
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

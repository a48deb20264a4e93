import { connect, createServer, type Socket as NetSocket } from "node:net";

/** A wire between client and server that can be cut, mended, or stopped from being read. */
export async function openGate(port: string) {
  let isOpen = true;
  const pairs = new Set<{ near: NetSocket; far: NetSocket }>();
  const server = createServer((near) => {
    if (!isOpen) return near.destroy();
    const far = connect(Number(port), "127.0.0.1");
    const pair = { near, far };
    pairs.add(pair);
    near.pipe(far);
    far.pipe(near);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on("error", () => other.destroy());
      one.on("close", () => {
        other.destroy();
        pairs.delete(pair);
      });
    }
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    cut() {
      isOpen = false;
      for (const { near, far } of pairs) {
        near.destroy();
        far.destroy();
      }
    },
    mend() {
      isOpen = true;
    },
    pause() {
      for (const { far } of pairs) far.pause();
    },
    resume() {
      for (const { far } of pairs) far.resume();
    },
    close: () =>
      new Promise<void>((resolve) => {
        for (const { near } of pairs) near.destroy();
        server.close(() => resolve());
      }),
  };
}

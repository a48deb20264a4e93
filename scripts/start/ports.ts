import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";

/** Whether nobody listens at `port` on any address of this machine. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}

/** Whether nobody takes a connection at `port` of this machine's own address. Unlike `isFree` it never holds the port for a moment itself. */
export function isSilent(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(false);
    });
    socket.once("error", () => resolve(true));
  });
}

/** @throws Error with the line that a person needs */
export async function requireFree(port: number): Promise<void> {
  if (!(await isFree(port)))
    throw new Error(`Port ${port} is taken: stop what uses it, or choose another with PORT=${port + 1}`);
}

/** The port kept in `file` where it is free, else the first free one from `from` on, which is then kept: addresses stay the same. */
export async function keptPort(file: string, from: number): Promise<number> {
  const kept = existsSync(file) ? Number.parseInt(readFileSync(file, "utf8"), 10) : Number.NaN;
  const candidates = [...(Number.isInteger(kept) ? [kept] : []), ...Array.from({ length: 50 }, (_, i) => from + i)];
  for (const port of candidates) {
    if (!(await isFree(port))) continue;
    writeFileSync(file, String(port));
    return port;
  }
  throw new Error(`No free port between ${from} and ${from + 49}`);
}

import type { ServerSocket } from "./connection.ts";

/** The parts of engine.io's connection that its types keep to themselves: the `ws` socket and what waits to be written. */
interface RawConnection {
  readonly writeBuffer?: readonly { readonly data?: unknown }[];
  readonly transport?: {
    readonly socket?: {
      readonly bufferedAmount?: number;
      close?(code: number, reason: string): void;
    };
  };
}

function raw(socket: ServerSocket): RawConnection {
  return socket.conn as unknown as RawConnection;
}

const LINGER_MS = 500;

/** Closes a socket with a WebSocket close code, which socket.io's own disconnect cannot. A peer that does not answer is cut off soon after. */
export function closeSocket(socket: ServerSocket, code: number, reason: string): void {
  for (const room of socket.rooms) socket.leave(room);
  try {
    raw(socket).transport?.socket?.close?.(code, reason);
  } catch {
    // The peer has gone by itself.
  }
  setTimeout(() => socket.disconnect(true), LINGER_MS).unref();
}

/** Bytes that this peer has not taken yet. */
export function unreadBytes(socket: ServerSocket): number {
  const { writeBuffer = [], transport } = raw(socket);
  let bytes = transport?.socket?.bufferedAmount ?? 0;
  for (const { data } of writeBuffer) bytes += typeof data === "string" ? data.length : 0;
  return bytes;
}

import type { ServerSocket } from "./connection.ts";
import type { ServerEvents } from "./protocol.ts";

/** A message as it goes over the wire: made once, however many sockets it is for. */
export interface WireMessage {
  /** The WebSocket frame, header and all. */
  readonly frame: Buffer;
  /** The same for engine.io's own queue: its packet, and the frame that spares it the encoding. */
  readonly packet: string;
  readonly options: { readonly compress: false; readonly wsPreEncodedFrame: readonly Buffer[] };
}

/** The parts of engine.io, ws and Node's socket that their types keep to themselves. Absent ones cost speed, never a message. */
interface RawConnection {
  request: unknown;
  readonly readyState: string;
  readonly writeBuffer?: readonly { readonly data?: unknown }[];
  readonly transport?: {
    readonly socket?: {
      readonly bufferedAmount?: number;
      readonly readyState?: number;
      readonly _socket?: RawStream;
      close?(code: number, reason: string): void;
    };
  };
}

export interface RawStream {
  readonly writable: boolean;
  readonly writableLength: number;
  write(chunk: Buffer): boolean;
  once(event: "drain" | "close", listener: () => void): unknown;
  off(event: "drain" | "close", listener: () => void): unknown;
}

const WS_OPEN = 1;
const LINGER_MS = 500;

function raw(socket: ServerSocket): RawConnection {
  return socket.conn as unknown as RawConnection;
}

/** Encodes an event: engine.io message (4), socket.io event (2), its name and message. */
export function wireMessage<E extends keyof ServerEvents>(event: E, ...args: Parameters<ServerEvents[E]>): WireMessage {
  const packet = `2${JSON.stringify([event, ...args])}`;
  const frame = textFrame(`4${packet}`);
  return { frame, packet, options: { compress: false, wsPreEncodedFrame: [frame] } };
}

/** One unmasked, final text frame (RFC 6455 5.2): what a server sends. */
function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(head + length);
  frame[0] = 0x81;
  if (head === 2) frame[1] = length;
  else if (head === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, head);
  return frame;
}

/**
 * Sends one. Straight to the TCP socket where nothing waits in engine.io's queue before it, else behind what waits: so order is kept, and a
 * broadcast costs one write a socket instead of a packet, four events and two writes. Compression is off, so ws writes at once as well.
 */
export function send(socket: ServerSocket, message: WireMessage): void {
  const conn = raw(socket);
  if (conn.readyState !== "open") return;
  const ws = conn.transport?.socket;
  const stream = ws?._socket;
  if (stream !== undefined && ws?.readyState === WS_OPEN && stream.writable && conn.writeBuffer?.length === 0)
    stream.write(message.frame);
  else socket.conn.write(message.packet, message.options);
}

/** Bytes that this peer has not taken yet. */
export function unreadBytes(socket: ServerSocket): number {
  const { writeBuffer = [], transport } = raw(socket);
  let bytes = transport?.socket?.bufferedAmount ?? 0;
  for (const { data } of writeBuffer) bytes += typeof data === "string" ? data.length : 0;
  return bytes;
}

/** Whether it has taken what was sent before, so that what may be dropped need not be. */
export function hasRead({ socket }: { readonly socket: ServerSocket }): boolean {
  return unreadBytes(socket) === 0;
}

/** Lets the peer take what was sent, at most `patienceMs`; always lets other work run. */
export function drained(socket: ServerSocket, patienceMs: number): Promise<void> {
  const stream = raw(socket).transport?.socket?._socket;
  if (stream === undefined || stream.writableLength === 0) return new Promise((resolve) => setImmediate(resolve));
  return new Promise((resolve) => {
    const timer = setTimeout(end, patienceMs);
    function end(): void {
      clearTimeout(timer);
      stream?.off("drain", end);
      stream?.off("close", end);
      resolve();
    }
    stream.once("drain", end);
    stream.once("close", end);
  });
}

const NO_HANDSHAKE = Object.freeze({ headers: {}, query: {}, auth: {}, address: "", time: "", url: "" });

/** Lets go of the handshake's request, headers and token: some kilobytes a socket that nothing reads any more. */
export function forgetHandshake(socket: ServerSocket): void {
  Object.assign(socket, { handshake: NO_HANDSHAKE });
  raw(socket).request = null;
}

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

"use client";

import { io, type Socket } from "socket.io-client";
import type { ClientEvents, ServerEvents } from "@/lib/realtime/protocol";
import { SOCKET_PATH } from "@/lib/realtime/protocol";

export type LiveSocket = Socket<ServerEvents, ClientEvents>;

interface Room {
  users: number;
  join(socket: LiveSocket): void;
  leave(socket: LiveSocket): void;
}

let shared: LiveSocket | null = null;
const rooms = new Map<string, Room>();

/** The page's one socket, opened when something first listens. It reconnects by itself and joins its rooms again. */
export function liveSocket(): LiveSocket {
  if (shared !== null) return shared;
  const socket: LiveSocket = io({
    path: SOCKET_PATH,
    transports: ["websocket"],
    reconnectionDelay: 250,
    reconnectionDelayMax: 3_000,
  });
  socket.on("connect", () => {
    for (const room of rooms.values()) room.join(socket);
  });
  shared = socket;
  return socket;
}

/** Joins a room while at least one part of the page uses it; after a reconnect too. @returns how to leave */
export function enterRoom(key: string, join: Room["join"], leave: Room["leave"]): () => void {
  const socket = liveSocket();
  const room = rooms.get(key) ?? { users: 0, join, leave };
  rooms.set(key, room);
  room.users += 1;
  if (room.users === 1 && socket.connected) room.join(socket);
  return () => {
    room.users -= 1;
    if (room.users > 0) return;
    rooms.delete(key);
    if (socket.connected) room.leave(socket);
  };
}

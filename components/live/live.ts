"use client";

import { LiveClient } from "@/lib/realtime/client";

let shared: LiveClient | null = null;

/** The page's one socket, opened when something first listens. A visitor whose sign-in has ended goes on as a guest: public prices. */
export function live(): LiveClient {
  shared ??= new LiveClient({ guestToo: true });
  return shared;
}

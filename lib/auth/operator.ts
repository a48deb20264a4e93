import { createHash, timingSafeEqual } from "node:crypto";
import { type Actor, sessionlessActor } from "@/lib/kernel/actor";
import { authSettings } from "./auth-settings.ts";

/** The name under which the audit log has what was done with ADMIN_API_TOKEN: it is no user's. */
export const OPERATOR_ID = "admin-api-token";

/**
 * Whoever holds ADMIN_API_TOKEN, for the routes of admins alone: no page, no action and no socket knows him, and what takes a second factor stays closed.
 * Null: another Authorization header, none, or no such token is set.
 */
export function operatorOf(headers: Pick<Headers, "get">): Actor | null {
  const { adminApiToken } = authSettings();
  const given = /^Bearer +(\S+)$/i.exec(headers.get("authorization") ?? "")?.[1];
  if (adminApiToken === null || given === undefined || !timingSafeEqual(digest(given), digest(adminApiToken)))
    return null;
  return sessionlessActor({ userId: OPERATOR_ID, role: "ADMIN", email: "", name: "ADMIN_API_TOKEN" });
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

import type { UtcMs } from "./time.ts";

export const ROLES = ["SUBSCRIBER", "PROVIDER", "ADMIN"] as const;
export type Role = (typeof ROLES)[number];

/** Scopes of a named API token. A session or access token has all that its role allows. */
export const SCOPES = [
  "read",
  "signals:write",
  "strategies:write",
  "subscriptions:write",
  "backtests:write",
  "trade:paper",
  "trade:live",
] as const;
export type Scope = (typeof SCOPES)[number];

/** Who asks. Read from the database at the edge (never from the token alone) and handed to every verb. */
export interface Actor {
  readonly userId: string;
  readonly role: Role;
  readonly email: string;
  readonly name: string;
  readonly emailVerified: boolean;
  /** The device session behind a cookie or access token; null for an API token. */
  readonly sessionId: string | null;
  /** null: not an API token, every scope of the role. */
  readonly scopes: readonly Scope[] | null;
  /** When this session last proved a second factor; null: never. */
  readonly mfaAt: UtcMs | null;
  readonly totpEnabled: boolean;
}

/** Somebody who acts without having signed in: the sandbox's own provider, a test. His address counts as confirmed. */
export function sessionlessActor(who: Pick<Actor, "userId" | "role" | "email" | "name">): Actor {
  return { ...who, emailVerified: true, sessionId: null, scopes: null, mfaAt: null, totpEnabled: false };
}

/** A provider can do all that a subscriber can; an admin does not trade. */
export function hasRole(actor: Actor, role: Role): boolean {
  if (role === "SUBSCRIBER") return actor.role === "SUBSCRIBER" || actor.role === "PROVIDER";
  return actor.role === role;
}

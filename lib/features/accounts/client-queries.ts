import type { Tx } from "@/lib/db/client";
import { likeLiteral } from "@/lib/db/like";
import type { Role } from "@/lib/kernel/actor";
import type { PlatformPlan } from "@/lib/kernel/platform-plan";
import type { UtcMs } from "@/lib/kernel/time";
import { closedAddress } from "./user.ts";

/** A tenant as an admin sees it: who it is and its state; no secret, no hash. */
export interface ClientView {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly plan: PlatformPlan;
  /** SUSPENDED by an admin, who may take it back; CLOSED by its owner, for good. Neither signs in. */
  readonly status: "ACTIVE" | "SUSPENDED" | "CLOSED";
  readonly emailVerified: boolean;
  readonly totpEnabled: boolean;
  readonly transfersActive: boolean;
  readonly createdAt: Date;
}

const CLIENT_COLUMNS = {
  id: true,
  email: true,
  name: true,
  role: true,
  plan: true,
  emailVerifiedAt: true,
  totpEnabledAt: true,
  bannedAt: true,
  transfersActive: true,
  createdAt: true,
} as const;

export interface ClientFilter {
  /** A part of the address. */
  readonly email?: string | undefined;
  readonly role?: Role | undefined;
  readonly plan?: PlatformPlan | undefined;
}

/** Tenants in the order of their ids (which is that of their making), after `after`. */
export async function clients(
  db: Pick<Tx, "user">,
  after: string | null,
  limit: number,
  { email, role, plan }: ClientFilter = {},
): Promise<ClientView[]> {
  const rows = await db.user.findMany({
    where: {
      ...(after === null ? {} : { id: { gt: after } }),
      ...(email === undefined ? {} : { email: { contains: likeLiteral(email.toLowerCase()) } }),
      ...(role === undefined ? {} : { role }),
      ...(plan === undefined ? {} : { plan }),
    },
    orderBy: { id: "asc" },
    take: limit,
    select: CLIENT_COLUMNS,
  });
  return rows.map(clientView);
}

/** One tenant by id or address. */
export async function clientByIdOrEmail(db: Pick<Tx, "user">, idOrEmail: string): Promise<ClientView | null> {
  const row = await db.user.findFirst({
    where: { OR: [{ id: idOrEmail }, { email: idOrEmail.trim().toLowerCase() }] },
    select: CLIENT_COLUMNS,
  });
  return row === null ? null : clientView(row);
}

/** By how many devices a tenant is signed in at `now`, and how many API tokens he has. */
export async function countWaysIn(
  db: Pick<Tx, "deviceSession" | "apiToken">,
  userId: string,
  now: UtcMs,
): Promise<{ readonly openSessions: number; readonly apiTokens: number }> {
  const [openSessions, apiTokens] = await Promise.all([
    db.deviceSession.count({ where: { userId, revokedAt: null, expiresAt: { gt: new Date(now) } } }),
    db.apiToken.count({ where: { userId, revokedAt: null } }),
  ]);
  return { openSessions, apiTokens };
}

function clientView(row: {
  id: string;
  email: string;
  name: string;
  role: Role;
  plan: PlatformPlan;
  emailVerifiedAt: Date | null;
  totpEnabledAt: Date | null;
  bannedAt: Date | null;
  transfersActive: boolean;
  createdAt: Date;
}): ClientView {
  const { id, email, name, role, plan, transfersActive, createdAt } = row;
  const closed = email === closedAddress(id);
  return {
    id,
    email,
    name,
    role,
    plan,
    status: closed ? "CLOSED" : row.bannedAt === null ? "ACTIVE" : "SUSPENDED",
    emailVerified: row.emailVerifiedAt !== null,
    totpEnabled: row.totpEnabledAt !== null,
    transfersActive,
    createdAt,
  };
}

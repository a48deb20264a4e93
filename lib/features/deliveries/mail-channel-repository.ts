import { type Db, Prisma } from "@/lib/db/client";
import type { UtcMs } from "@/lib/kernel/time";
import { FIRST_HOURLY_MAX } from "./channel.ts";
import { firstEvents } from "./event-kind.ts";

const NOT_HIS_ADDRESS = "This is no longer the address of the account";

/** Adds the channel of a confirmed address. One that is there stays as its owner left it; one that was off because the address was not his is on again. */
export async function upsertMailChannel(
  db: Db,
  channel: { readonly id: string; readonly userId: string; readonly address: string },
  now: UtcMs,
): Promise<void> {
  const at = new Date(now);
  await db.channel.createMany({
    data: [
      {
        id: channel.id,
        userId: channel.userId,
        kind: "EMAIL",
        address: channel.address,
        label: channel.address,
        state: "ACTIVE",
        verifiedAt: at,
        events: [...firstEvents("EMAIL")],
        hourlyMax: FIRST_HOURLY_MAX.EMAIL,
        failures: 0,
        createdAt: at,
        updatedAt: at,
      },
    ],
    skipDuplicates: true,
  });
  const { userId, address } = channel;
  await db.channel.updateMany({
    where: { userId, kind: "EMAIL", address, state: "OFF", stateReason: NOT_HIS_ADDRESS },
    data: { state: "ACTIVE", stateReason: null, failures: 0, failingSince: null, retryAt: null, updatedAt: at },
  });
}

export async function closeOtherMailChannels(
  db: Db,
  userId: string,
  address: string | null,
  now: UtcMs,
): Promise<void> {
  await db.channel.updateMany({
    where: { userId, kind: "EMAIL", state: { not: "OFF" }, ...(address === null ? {} : { address: { not: address } }) },
    data: { state: "OFF", stateReason: NOT_HIS_ADDRESS, updatedAt: new Date(now) },
  });
}

/** The channel of every confirmed address that has none yet: of users made without an event. @returns how many */
export function insertMissingMailChannels(db: Db, now: UtcMs): Promise<number> {
  const at = new Date(now);
  return db.$executeRaw(Prisma.sql`
    INSERT INTO channels (id, "userId", kind, address, label, state, "verifiedAt", events, "hourlyMax", failures, "createdAt", "updatedAt")
    SELECT 'chn_' || md5(u.id || ':EMAIL'), u.id, 'EMAIL', u.email, u.email, 'ACTIVE', u."emailVerifiedAt", ${[...firstEvents("EMAIL")]}::text[],
      ${FIRST_HOURLY_MAX.EMAIL}, 0, ${at}, ${at}
    FROM users u
    WHERE u."emailVerifiedAt" IS NOT NULL AND u."bannedAt" IS NULL
      AND NOT EXISTS (SELECT FROM channels c WHERE c."userId" = u.id AND c.kind = 'EMAIL')
    ON CONFLICT DO NOTHING`);
}

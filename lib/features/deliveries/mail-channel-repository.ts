import type { Db } from "@/lib/db/client";
import type { UtcMs } from "@/lib/kernel/time";
import { FIRST_HOURLY_MAX } from "./channel.ts";
import { firstEvents } from "./event-kind.ts";

/** Adds the channel of a confirmed address. One that is there stays as its owner left it. */
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
}

export async function closeOtherMailChannels(
  db: Db,
  userId: string,
  address: string | null,
  now: UtcMs,
): Promise<void> {
  await db.channel.updateMany({
    where: { userId, kind: "EMAIL", state: { not: "OFF" }, ...(address === null ? {} : { address: { not: address } }) },
    data: { state: "OFF", stateReason: "This is no longer the address of the account", updatedAt: new Date(now) },
  });
}

import { randomBytes } from "node:crypto";
import type { Db } from "@/lib/db/client";
import { ID_PREFIXES, makeId } from "@/lib/kernel/ids";

const ANSWERS = [
  { status: 204, answer: "", state: "SENT" },
  { status: 500, answer: '{"error":"database is locked"}', state: "DEAD" },
  { status: null, answer: "No complete answer in time.", state: "FAILED" },
] as const;

/** Sent again it must be wanted, and nothing else of it comes to the user while tests run. */
const KIND = "system";

/** A webhook of the user's with 20 calls of each outcome; the one there is, when there is one. @returns its id */
export async function webhookWithCalls(db: Db, userId: string): Promise<string> {
  const known = await db.channel.findFirst({ where: { userId, kind: "WEBHOOK", label: "populated" } });
  if (known !== null) return known.id;
  const now = new Date();
  const id = makeId(ID_PREFIXES.channel, now.getTime(), randomBytes(16));
  const channel = {
    userId,
    kind: "WEBHOOK",
    state: "ACTIVE",
    hourlyMax: 0,
    failures: 0,
    createdAt: now,
    updatedAt: now,
  } as const;
  await db.channel.create({ data: { ...channel, id, address: id, label: "populated", events: [KIND] } });
  for (let n = 0; n < 60; n += 1) {
    const { status, answer, state } = ANSWERS[n % 3] ?? ANSWERS[0];
    const deliveryId = `dlv_${randomBytes(16).toString("hex")}`;
    const createdAt = new Date(now.getTime() - n * 60_000);
    const title = "New signal: long BTC/USDT";
    const told = {
      event: KIND,
      urgent: false,
      title,
      body: "Populated · entry 42,285, stop 41,000",
      attempts: 1,
      dueAt: createdAt,
    };
    await db.delivery.create({
      data: { ...told, id: deliveryId, createdAt, channelId: id, userId, kind: "WEBHOOK", state },
    });
    const body = JSON.stringify({
      type: "signal.changed",
      version: 1,
      timestamp: createdAt.toISOString(),
      data: { title },
    });
    await db.webhookCall.create({
      data: { deliveryId, at: createdAt, channelId: id, type: "signal", body, status, answer, tookMs: 37 },
    });
  }
  return id;
}

import { arrange, EXCHANGE, SYMBOL } from "@/lib/features/copies/copies.fixture";
import type { NotificationKind } from "@/lib/features/notifications/notification";
import { notify } from "@/lib/features/notifications/notify";
import { createSeal } from "@/lib/integrations/vault/create-seal";
import type { ChannelKind, ChannelSender, OutgoingMessage, SendOutcome } from "@/lib/ports/channel-sender";
import type { TestCtx } from "@/lib/testing/test-ctx";
import type { TestDb } from "@/lib/testing/test-db";
import { upsertChannel } from "./channel-repository.ts";
import { deliver } from "./deliver.ts";
import { takeDue } from "./repository.ts";

export type Arranged = Awaited<ReturnType<typeof stage>>;

/** A strategy with a chain, seals that open, and a sender whose answers are set. */
export async function stage(testDb: TestDb) {
  const scene = await arrange(testDb);
  const ctx: TestCtx = { ...scene.ctx, seal: createSeal(new Uint8Array(32).fill(7)) };
  return { scene, ctx };
}

export async function addChannel(
  ctx: TestCtx,
  userId: string,
  more: { kind?: ChannelKind; events?: string[]; hourlyMax?: number } = {},
): Promise<string> {
  const kind = more.kind ?? "TELEGRAM";
  const id = ctx.ids.make("channel");
  await upsertChannel(
    ctx.db,
    { id, userId, kind, address: id, label: `${kind} of a test`, sealed: null, verified: true },
    ctx.clock.now(),
  );
  await ctx.db.channel.update({
    where: { id },
    data: {
      events: more.events ?? ["signal", "copy", "failure", "billing", "security", "system"],
      hourlyMax: more.hourlyMax ?? 0,
    },
  });
  return id;
}

/** Opens a position with real money, as an execution does. @returns its id */
export async function holdForReal(ctx: TestCtx, userId: string): Promise<string> {
  const id = ctx.ids.make("position");
  await ctx.db.position.create({
    data: {
      id,
      userId,
      mode: "LIVE",
      exchange: EXCHANGE,
      market: "spot",
      symbol: SYMBOL,
      side: "LONG",
      state: "OPEN",
      qty: "0.001",
      entryQty: "0.001",
      entryPrice: "42000",
      leverage: "1",
      grossPnl: "0",
      fees: "0.042",
      openedAt: new Date(ctx.clock.now()),
    },
  });
  return id;
}

let told = 0;

/** Writes one notice as a handler would. */
export async function tell(
  ctx: TestCtx,
  userId: string,
  kind: NotificationKind,
  more: { title?: string; link?: string; key?: string } = {},
): Promise<void> {
  told += 1;
  await notify(ctx, [
    {
      userId,
      kind,
      title: more.title ?? `Notice ${told}`,
      body: "What happened",
      link: more.link ?? null,
      dedupeKey: more.key ?? `test:${told}`,
      at: ctx.clock.now(),
    },
  ]);
}

/** Takes what it is handed and answers what it was told to, at first "taken". */
export class TestSender implements ChannelSender {
  readonly sent: OutgoingMessage[] = [];
  #answers: (SendOutcome | ((signal: AbortSignal) => Promise<SendOutcome>))[] = [];

  constructor(readonly kind: ChannelKind = "TELEGRAM") {}

  answers(...outcomes: (SendOutcome | ((signal: AbortSignal) => Promise<SendOutcome>))[]): void {
    this.#answers.push(...outcomes);
  }

  async send(_target: unknown, message: OutgoingMessage, signal: AbortSignal): Promise<SendOutcome> {
    this.sent.push(message);
    const answer = this.#answers.shift() ?? { ok: true, receipt: `r${this.sent.length}` };
    return typeof answer === "function" ? answer(signal) : answer;
  }
}

/** Does what is due now, one delivery a target at a time, until nothing is. */
export async function sendDue(ctx: TestCtx, sender: ChannelSender): Promise<void> {
  const stop = new AbortController().signal;
  for (;;) {
    const due = await takeDue(ctx.db, { kind: sender.kind, busy: [], limit: 32 }, ctx.clock.now());
    if (due.length === 0) return;
    for (const row of due) await deliver(ctx, sender, row, { chance: () => 0.5, stop });
  }
}

export async function states(ctx: TestCtx, channelId: string) {
  const rows = await ctx.db.delivery.findMany({
    where: { channelId },
    orderBy: [{ createdAt: "asc" }, { title: "asc" }],
  });
  return rows.map(({ title, state, reason, attempts, receipt }) => ({ title, state, reason, attempts, receipt }));
}

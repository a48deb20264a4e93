import { notify } from "@/lib/features/notifications/notify";
import { MINUTE_MS, SECOND_MS, type UtcMs, utcMs } from "@/lib/kernel/time";
import type { ChannelSender, ChannelTarget, OutgoingMessage } from "@/lib/ports/channel-sender";
import type { Ctx } from "@/lib/ports/ctx";
import type { AlertWay } from "./alert.ts";
import { type AlertRow, findAdmins, findUntold, lastTold, markTold } from "./alert-repository.ts";

/** The operator's own Discord channel or Telegram chat, from the settings. */
export interface AlertPost {
  readonly way: Exclude<AlertWay, "centre">;
  readonly sender: ChannelSender;
  readonly target: Pick<ChannelTarget, "address" | "secret">;
}

/** At most one message a way in this time: a storm of alerts is one message with a list. */
const PAUSE_MS = 30 * SECOND_MS;
const ALERTS_MAX = 9; // Discord takes ten embeds, one is the head
const SEND_TIMEOUT_MS = 10 * SECOND_MS;

type TellCtx = Pick<Ctx, "db" | "clock" | "log" | "ids" | "config">;

/** Tells what was raised, each alert once a way. What a way refuses stays for its next turn; nothing here raises an alert itself. */
export class AlertTeller {
  readonly #notBefore = new Map<AlertWay, UtcMs>();

  constructor(
    private readonly ctx: TellCtx,
    private readonly posts: readonly AlertPost[],
  ) {}

  async tell(): Promise<void> {
    await this.#tellCentre();
    await Promise.all(this.posts.map((post) => this.#tellPost(post)));
  }

  /** One notice an alert and admin: they read and keep them one by one. */
  async #tellCentre(): Promise<void> {
    const { ctx } = this;
    const now = ctx.clock.now();
    const alerts = await findUntold(ctx.db, "centre", now, 50);
    if (alerts.length === 0) return;
    const admins = await findAdmins(ctx.db);
    const notices = alerts.flatMap((alert) =>
      admins.map((userId) => ({
        userId,
        kind: "alert" as const,
        title: alert.title,
        body: bodyOf(alert),
        link: alert.link,
        dedupeKey: `alert:${alert.key}:${alert.wantedAt}`,
        at: alert.wantedAt,
      })),
    );
    await notify(ctx as Ctx, notices);
    await markTold(ctx.db, "centre", keysOf(alerts), now);
  }

  async #tellPost({ way, sender, target }: AlertPost): Promise<void> {
    const { ctx } = this;
    const now = ctx.clock.now();
    if (now < (this.#notBefore.get(way) ?? 0)) return;
    const alerts = await findUntold(ctx.db, way, now, ALERTS_MAX);
    const last = await lastTold(ctx.db, way);
    if (alerts.length === 0 || (last !== null && last <= now && now - last < PAUSE_MS)) return;
    const to: ChannelTarget = { channelId: way, userId: "", kind: sender.kind, timeZone: "UTC", ...target };
    const outcome = await sender.send(to, messageOf(ctx, alerts), AbortSignal.timeout(SEND_TIMEOUT_MS)).catch(() => ({
      ok: false as const,
      kind: "retry" as const,
      reason: "It could not be sent",
      retryAfterMs: undefined,
    }));
    if (outcome.ok) return markTold(ctx.db, way, keysOf(alerts), now);
    this.#notBefore.set(way, utcMs(now + (outcome.retryAfterMs ?? MINUTE_MS)));
    ctx.log.warn({ way, kind: outcome.kind, reason: outcome.reason }, "alerts could not be told");
  }
}

function messageOf({ config }: TellCtx, alerts: readonly AlertRow[]): OutgoingMessage {
  const items = alerts.map((alert) => ({
    event: "alert",
    title: alert.title,
    body: bodyOf(alert),
    link: alert.link === null ? null : `${config.baseUrl}${alert.link}`,
    at: alert.wantedAt,
    signalId: null,
  }));
  const [first] = items;
  const isOne = items.length === 1 && first !== undefined;
  return {
    event: "alert",
    title: isOne ? first.title : `${items.length} alerts`,
    body: isOne ? first.body : items.map(({ title }) => title).join("\n"),
    link: isOne ? first.link : `${config.baseUrl}/notifications`,
    at: first?.at ?? utcMs(0),
    signalId: null,
    id: `alert-${alerts[0]?.wantedAt ?? 0}`,
    urgent: true,
    items: isOne ? [] : items,
    unsubscribeUrl: `${config.baseUrl}/settings/notifications`,
    settingsUrl: `${config.baseUrl}/settings/notifications`,
  };
}

function bodyOf({ body, count }: AlertRow): string {
  return count > 1 ? `${body} (${count} times so far)` : body;
}

function keysOf(alerts: readonly AlertRow[]): string[] {
  return alerts.map(({ key }) => key);
}

import { cutText } from "@/lib/kernel/cut-text";
import type { Ctx } from "@/lib/ports/ctx";
import type { NewAlert } from "./alert.ts";
import { upsertAlert } from "./alert-repository.ts";

const TITLE_MAX = 120;
const BODY_MAX = 500;

/**
 * Writes down that admins should know. It is told within seconds by the worker (tellAlerts). A failure is a warning, never an error: an
 * error raises an alert, and the circle would have no end.
 */
export async function raiseAlert(ctx: Pick<Ctx, "db" | "clock" | "log">, alert: NewAlert): Promise<void> {
  const short = shortened(alert);
  await upsertAlert(ctx.db, short, ctx.clock.now()).catch((error: unknown) =>
    ctx.log.warn({ err: error, key: short.key }, "an alert could not be written down"),
  );
}

/** As long as every way out takes it. */
export function shortened({ key, title, body, link }: NewAlert): NewAlert {
  return { key: cutText(key, 200), title: cutText(title, TITLE_MAX), body: cutText(body, BODY_MAX), link };
}

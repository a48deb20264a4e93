import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { startTelegramStandIn } from "@/lib/integrations/local/telegram/start-telegram-stand-in";
import { startVenue } from "@/lib/integrations/local/venue/start-venue";
import { createClock } from "@/lib/runtime/clock";
import type { Settings } from "@/lib/runtime/env";
import { keepOpen } from "./keep-open.ts";
import { isSilent, keptPort } from "./ports.ts";
import { openStandIn, paysAtStandIn } from "./stand-in.ts";
import { runningStandIn, type StandInPlace, VENUE } from "./stand-in-address.ts";
import { followMarket, storedCandles } from "./venue-market.ts";

type Closers = (() => Promise<void>)[];

/** A local server of the sandbox in place of an outside one. */
interface StandIn extends StandInPlace {
  /** As the person who starts us reads it. */
  readonly says: string;
  /** First port tried, counted from the site's. */
  readonly from: number;
  open(port: number): Promise<{ readonly url: string; close(): Promise<void> }>;
}

/**
 * The sandbox's stand-ins that these settings leave room for, as the environment of web and worker. They run here, in the parent, so that they
 * outlive a web or worker that is killed; where a second parent runs the worker alone, it finds the first one's by the kept port, and takes them over
 * when the first one ends.
 */
export async function openStandIns(
  settings: Settings,
  databaseUrl: string,
  say: (line: string) => void,
  closers: Closers,
): Promise<Record<string, string>> {
  const url = (standIn: StandIn): Promise<string> => foundOrOpened(settings, standIn, say, closers);
  const env: Record<string, string> = {};
  if (paysAtStandIn(settings)) {
    // The same clock as ours: a test that moves it moves renewals with it.
    const clock = createClock(settings.CLOCK_OFFSET_FILE);
    closers.push(async () => clock.stop());
    const open = (port: number) => openStandIn(settings, port, () => clock.now());
    env["STRIPE_API_BASE"] = await url({
      says: "Payments: our own stand-in for Stripe",
      portFile: "stripe.port",
      from: 1,
      alive: "/_control",
      open,
    });
  }
  if (!settings.PRODUCTION_MODE && settings.TELEGRAM_BOT_TOKEN === undefined) {
    env["TELEGRAM_API_BASE"] = await url({
      says: "Telegram: our own stand-in",
      portFile: "telegram.port",
      from: 2,
      alive: "/_control",
      open: (port) => startTelegramStandIn({ port }),
    });
    // It knows no token, so each start makes one that opens nothing anywhere.
    env["TELEGRAM_BOT_TOKEN"] = `1:${randomBytes(24).toString("base64url")}`;
  }
  if (settings.sandbox.market && settings.sandbox.venueUrl === undefined) {
    env["SANDBOX_VENUE_URL"] = await url({
      says: "Exchange accounts: our own exchange",
      ...VENUE,
      from: 3,
      open: (port) => openVenue(settings, port, databaseUrl),
    });
  }
  return env;
}

/** The local exchange, at the product's own prices. */
async function openVenue(settings: Settings, port: number, databaseUrl: string) {
  const candles = storedCandles(databaseUrl);
  const venue = await startVenue({ port, dataDir: settings.DATA_DIR, candles }).catch(async (error: unknown) => {
    await candles.close();
    throw error;
  });
  const unfollow = followMarket(databaseUrl, venue);
  const close = async (): Promise<void> => {
    await unfollow();
    await venue.close();
    await candles.close();
  };
  return { url: venue.url, close };
}

async function foundOrOpened(
  settings: Settings,
  { says, portFile, from, alive, open }: StandIn,
  say: (line: string) => void,
  closers: Closers,
): Promise<string> {
  const other = await runningStandIn(settings, { portFile, alive });
  const opened = async (port: number) => {
    const standIn = await open(port);
    say(`${says} at ${standIn.url}`);
    return standIn;
  };
  if (other !== null) {
    const port = Number(new URL(other).port);
    closers.push(
      keepOpen(
        () => isSilent(port),
        () => opened(port),
      ),
    );
    return other;
  }
  const standIn = await opened(await keptPort(join(settings.DATA_DIR, portFile), settings.PORT + from));
  closers.push(() => standIn.close());
  return standIn.url;
}

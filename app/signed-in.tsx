import type { ReactNode } from "react";
import { TellWhenDone } from "@/components/backtests/tell-when-done";
import { StopAll } from "@/components/copies/stop-all";
import { LiveLatency } from "@/components/live/live-latency";
import { LiveStatus } from "@/components/live/live-status";
import { RefreshOnNews } from "@/components/notifications/refresh-on-news";
import { RegisterWorker } from "@/components/notifications/register-worker";
import { AppShell, UNREAD_MAX } from "@/components/shell/app-shell";
import { MarketStrip, pricesText } from "@/components/shell/market-strip";
import { ModeStrip } from "@/components/ui/badge";
import { plural } from "@/components/ui/format";
import { ReaderZone } from "@/components/ui/reader-zone";
import { currentZone, requireActor } from "@/lib/auth/require-role";
import { countRunning } from "@/lib/features/copies/account-queries";
import { type LiveNow, liveNow } from "@/lib/features/copies/live/live-queries";
import { countUnread } from "@/lib/features/notifications/queries";
import { countRunningSessions } from "@/lib/features/trading-sessions/queries";
import { getCtx } from "@/lib/runtime/ctx";
import { stopAllAction } from "./(trader)/copies-actions.ts";
import { marketMode } from "./market-mode.ts";
import { signOutAction } from "./sign-out.ts";

/** The signed-in frame with what it needs from the database. Pages guard themselves: a guest is only sent to sign in here. */
export async function SignedIn({ children }: { children: ReactNode }) {
  const [actor, zone, mode] = await Promise.all([requireActor(), currentZone(), marketMode()]);
  const { db } = getCtx();
  const [unread, running, sessions, live] = await Promise.all([
    countUnread(db, actor.userId, undefined, UNREAD_MAX + 1),
    countRunning(db, actor.userId),
    countRunningSessions({ db }, actor.userId),
    liveNow(db, actor.userId),
  ]);
  const sandbox = mode.sandbox || mode.generated || mode.source === "replay";
  return (
    <ReaderZone zone={zone}>
      <AppShell
        user={{ name: actor.name, email: actor.email, role: actor.role }}
        signOut={signOutAction}
        unreadNotifications={unread}
        stop={actor.role === "ADMIN" ? undefined : <StopAll action={stopAllAction} sessions={sessions} {...running} />}
        strip={
          <LiveStatus>
            {live.follows + live.sessions + live.positions > 0 ? (
              <ModeStrip mode="LIVE" action={<LiveLatency />}>
                {liveText(live, sandbox ? pricesText(mode) : null)}
              </ModeStrip>
            ) : sandbox ? (
              <MarketStrip mode={mode} action={<LiveLatency />} />
            ) : (
              <ModeStrip mode="PAPER" action={<LiveLatency />}>
                Orders here use pretend money at live prices.
              </ModeStrip>
            )}
          </LiveStatus>
        }
      >
        <RegisterWorker />
        <RefreshOnNews />
        <TellWhenDone />
        {children}
      </AppShell>
    </ReaderZone>
  );
}

/** What trades on real accounts now. In a sandbox the strip says that too: nothing there is real. */
function liveText({ follows, sessions, positions }: LiveNow, prices: string | null): string {
  const held = plural(positions, "position");
  const trading = follows + sessions;
  const what =
    trading > 0
      ? `${plural(trading, "strategy", "strategies")} trade${trading === 1 ? "s" : ""} on your exchange account, ${held} open.`
      : `Live trading is off; ${held} still open on your exchange account.`;
  return prices === null ? what : `${what} Sandbox: the exchange is our own stand-in. ${prices}`;
}

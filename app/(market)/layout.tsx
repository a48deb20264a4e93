import type { ReactNode } from "react";
import { MarketStrip } from "@/components/shell/market-strip";
import { homeOf } from "@/components/shell/pages";
import { PublicShell } from "@/components/shell/public-shell";
import { ReaderZone } from "@/components/ui/reader-zone";
import { marketMode } from "../market-mode.ts";
import { viewer, viewersZone } from "../viewer.ts";

export default async function MarketLayout({ children }: { children: ReactNode }) {
  const [actor, zone, mode] = await Promise.all([viewer(), viewersZone(), marketMode()]);
  return (
    <ReaderZone zone={zone}>
      <PublicShell
        home={
          actor === null
            ? null
            : { href: homeOf(actor.role), label: actor.role === "PROVIDER" ? "Provider overview" : "Dashboard" }
        }
        strip={<MarketStrip mode={mode} />}
      >
        {children}
      </PublicShell>
    </ReaderZone>
  );
}

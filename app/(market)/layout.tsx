import type { ReactNode } from "react";
import { MarketStrip } from "@/components/shell/market-strip";
import { homeOf } from "@/components/shell/pages";
import { PublicShell } from "@/components/shell/public-shell";
import { marketMode } from "../market-mode.ts";
import { viewer } from "../viewer.ts";

export default async function MarketLayout({ children }: { children: ReactNode }) {
  const [actor, mode] = await Promise.all([viewer(), marketMode()]);
  return (
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
  );
}

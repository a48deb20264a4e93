import type { ReactNode } from "react";
import { MarketStrip } from "@/components/shell/market-strip";
import { homeOf } from "@/components/shell/pages";
import { PublicShell } from "@/components/shell/public-shell";
import { marketMode } from "../market-mode.ts";
import { viewer } from "../viewer.ts";

/** One narrow column: these pages have one thing to do. */
export default async function Layout({ children }: { children: ReactNode }) {
  const [actor, mode] = await Promise.all([viewer(), marketMode()]);
  return (
    <PublicShell
      home={actor === null ? null : { href: homeOf(actor.role), label: "Go on" }}
      strip={<MarketStrip mode={mode} />}
    >
      <div className="wrap py-12 sm:py-18">
        <div className="mx-auto w-full max-w-[400px]">{children}</div>
      </div>
    </PublicShell>
  );
}

"use client";

import { usePathname, useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { live } from "@/components/live/live";
import { toast } from "@/components/ui/toast";
import { readBacktest } from "./read-backtest.ts";
import { KIND_WORDS } from "./words.ts";

/** A run that ends while its user looks at something else says so, once, with the way to it. Runs of a batch speak through the batch. */
export function TellWhenDone() {
  const router = useRouter();
  const here = useRef("");
  here.current = usePathname();
  useEffect(() => {
    const told = new Set<string>();
    return live().onBacktest((message) => {
      const { id, kind, status } = readBacktest(message);
      if ((status !== "DONE" && status !== "FAILED") || told.has(id)) return;
      told.add(id);
      if (here.current.startsWith("/backtests")) return;
      toast(`${KIND_WORDS[kind]} ${status === "DONE" ? "finished" : "failed"}.`, {
        tone: status === "DONE" ? "ok" : "bad",
        action: { label: "Open", onClick: () => router.push(`/backtests/${id}`) },
      });
    });
  }, [router]);
  return null;
}

"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

const EVERY_MS = 1_000;

/**
 * Asks the page anew each second while work is under way and somebody looks. The page reads whether it is under way
 * before it reads what the work changes: the other way round, work that ends between the two would stay unseen, as
 * nobody asks again.
 */
export function RefreshWhile({ active }: { readonly active: boolean }) {
  const router = useRouter();
  useEffect(() => {
    if (!active) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") router.refresh();
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [active, router]);
  return null;
}

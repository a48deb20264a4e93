"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { live } from "@/components/live/live";

/** For a page that must not miss what came between its drawing and the first moment that news are heard: it is asked for anew at that moment. */
export function RefreshOnceLive() {
  const router = useRouter();
  useEffect(() => live().onStatus((status) => status === "live" && router.refresh()), [router]);
  return null;
}

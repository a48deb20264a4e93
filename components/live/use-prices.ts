"use client";

import { useEffect, useRef } from "react";
import type { PriceMessage } from "@/lib/realtime/protocol";
import { live } from "./live.ts";

/** Hears the prices of one symbol while the component is on the page, at most ten a second. */
export function usePriceEvents(symbol: string, onPrice: (price: PriceMessage) => void): void {
  const latest = useRef(onPrice);
  latest.current = onPrice;
  useEffect(() => live().prices([symbol], (price) => latest.current(price)), [symbol]);
}

"use client";

import { useEffect, useRef } from "react";
import type { PriceMessage } from "@/lib/realtime/protocol";
import { enterRoom, liveSocket } from "./socket.ts";

/** Hears the prices of one symbol while the component is on the page, at most ten a second. */
export function usePriceEvents(symbol: string, onPrice: (price: PriceMessage) => void): void {
  const latest = useRef(onPrice);
  latest.current = onPrice;
  useEffect(() => {
    const socket = liveSocket();
    const heard = (price: PriceMessage): void => {
      if (price.symbol === symbol) latest.current(price);
    };
    socket.on("price_update", heard);
    const leave = enterRoom(
      `price ${symbol}`,
      (live) => live.emit("subscribe_prices", { symbols: [symbol] }, () => undefined),
      (live) => live.emit("unsubscribe_prices", { symbols: [symbol] }, () => undefined),
    );
    return () => {
      leave();
      socket.off("price_update", heard);
    };
  }, [symbol]);
}

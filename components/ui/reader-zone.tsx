"use client";

import { createContext, type ReactNode, useContext } from "react";
import { isTimeZone } from "@/lib/kernel/zone";
import { formatZone } from "./format.ts";

const Zone = createContext("UTC");

/** Gives the reader's time zone to every `When` below. A zone that his browser does not know is UTC for it. */
export function ReaderZone({ zone, children }: { readonly zone: string; readonly children: ReactNode }) {
  return <Zone value={isTimeZone(zone) ? zone : "UTC"}>{children}</Zone>;
}

/** The zone of the reader's profile; UTC for a guest. */
export function useReaderZone(): string {
  return useContext(Zone);
}

/** What needs saying only to a reader whose times are not in UTC: that days are, for one. */
export function UnlessUtc({ children }: { readonly children: ReactNode }) {
  return useReaderZone() === "UTC" ? null : children;
}

/** Names the reader's zone, in the head of a column of times. */
export function ZoneName() {
  return formatZone(useReaderZone());
}

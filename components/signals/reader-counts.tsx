"use client";

import { useEffect, useState } from "react";
import { live } from "@/components/live/live";
import { KeyValues } from "@/components/ui/panel";

interface Counts {
  readonly signalId: string;
  readonly received: number;
  readonly seen: number;
}

/** How many readers have the provider's signal by their own acknowledgement, as it grows. */
export function ReaderCounts({ signalId, received, seen }: Counts) {
  const [counts, setCounts] = useState({ received, seen });
  useEffect(() => live().onReceipts((message) => message.signalId === signalId && setCounts(message)), [signalId]);
  return (
    <KeyValues
      rows={[
        ["Received", String(counts.received)],
        ["Seen", String(counts.seen)],
      ]}
    />
  );
}

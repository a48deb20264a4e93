import { createHash } from "node:crypto";
import { type ChainEvent, type ChainHead, GENESIS_HASH, hashedText } from "@/lib/kernel/chain";
import { toIso, type UtcMs } from "@/lib/kernel/time";
import type { MarketAt, SignalChange } from "./signal.ts";

/** What is to be written, before it has a place. */
export interface EventDraft {
  readonly signalId: string;
  readonly strategyVersion: number;
  readonly market: MarketAt;
  readonly change: SignalChange;
}

export interface SealedEvent extends ChainEvent {
  readonly market: MarketAt;
  readonly body: SignalChange["body"];
  readonly change: SignalChange;
}

export function sha256Hex(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

export function genesis(strategyId: string): ChainHead {
  return { strategyId, seq: 0, hash: GENESIS_HASH };
}

/** Gives each draft the next seq and its hash. The caller holds the head's row. */
export function sealEvents(head: ChainHead, drafts: readonly EventDraft[], now: UtcMs): SealedEvent[] {
  let last = head;
  return drafts.map(({ signalId, strategyVersion, market, change }) => {
    const event = {
      strategyId: head.strategyId,
      strategyVersion,
      seq: last.seq + 1,
      type: change.type,
      signalId,
      receivedAt: toIso(now),
      market: { ...market },
      body: change.body,
      prevHash: last.hash,
    };
    const hash = sha256Hex(hashedText(event));
    last = { strategyId: head.strategyId, seq: event.seq, hash };
    return { ...event, hash, change };
  });
}

import type { Db } from "@/lib/db/client";
import { listOf, nullable, recordOf, text } from "@/lib/kernel/shape";
import { toIso, type UtcMs, utcMs } from "@/lib/kernel/time";
import { type AddressDefaults, DELIVERIES_KEPT, TRADINGVIEW_WINDOW_MS } from "./address.ts";
import { defaultsOf } from "./repository.ts";

/** A strategy of a provider with the address that takes its alerts. */
export interface AddressView {
  readonly strategy: {
    readonly id: string;
    readonly name: string;
    readonly status: string;
    readonly supportedPairs: readonly string[];
    readonly exchanges: readonly string[];
  };
  /** null: none was made yet. */
  readonly address: AddressState | null;
}

export interface AddressState extends AddressDefaults {
  readonly last4: string;
  readonly isRevoked: boolean;
  readonly hasSecret: boolean;
  readonly ips: readonly string[];
  readonly expectEveryMin: number | null;
  readonly issuedAt: string;
  readonly lastDeliveryAt: string | null;
  /** Messages in TradingView's window of three minutes. */
  readonly recent: number;
}

export interface DeliveryView {
  readonly id: string;
  readonly receivedAt: string;
  readonly test: boolean;
  readonly status: number;
  readonly outcome: string;
  readonly reason: string;
  readonly fieldErrors: Readonly<Record<string, readonly string[]>> | null;
  readonly signalId: string | null;
  readonly style: string | null;
  readonly contentType: string;
  readonly ip: string;
  readonly body: string;
  readonly tookMs: number;
}

const readFaults = nullable(recordOf(listOf(text)));

/** A provider's strategies that still publish or may, each with its address; one of them with `strategyId`. */
export async function listAddresses(
  db: Db,
  providerId: string,
  now: UtcMs,
  strategyId?: string,
): Promise<AddressView[]> {
  const rows = await db.strategy.findMany({
    where: { providerId, status: { not: "ARCHIVED" }, ...(strategyId === undefined ? {} : { id: strategyId }) },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    select: { id: true, name: true, status: true, supportedPairs: true, exchanges: true, alertAddress: true },
  });
  const addressIds = rows.flatMap(({ alertAddress }) => (alertAddress === null ? [] : [alertAddress.id]));
  const counts = await db.alertDelivery.groupBy({
    by: ["addressId"],
    where: {
      addressId: { in: addressIds },
      test: false,
      receivedAt: { gt: new Date(now - TRADINGVIEW_WINDOW_MS) },
    },
    _count: true,
  });
  const recent = new Map(counts.map((row) => [row.addressId, row._count]));
  return rows.map(({ alertAddress: row, ...strategy }) => ({
    strategy,
    address:
      row === null
        ? null
        : {
            last4: row.last4,
            isRevoked: row.revokedAt !== null,
            hasSecret: row.secretHash !== null,
            ips: row.ips,
            ...defaultsOf(row),
            expectEveryMin: row.expectEveryMin,
            issuedAt: toIso(utcMs(row.rotatedAt ?? row.createdAt)),
            lastDeliveryAt: row.lastDeliveryAt === null ? null : toIso(utcMs(row.lastDeliveryAt)),
            recent: recent.get(row.id) ?? 0,
          },
  }));
}

/** The last messages of a provider's address, newest first. */
export async function listDeliveries(db: Db, providerId: string, strategyId: string): Promise<DeliveryView[]> {
  const rows = await db.alertDelivery.findMany({
    where: { address: { strategyId, strategy: { providerId } } },
    orderBy: [{ receivedAt: "desc" }, { id: "desc" }],
    take: DELIVERIES_KEPT,
  });
  return rows.map(({ addressId: _address, receivedAt, fieldErrors, ...row }) => ({
    ...row,
    receivedAt: toIso(utcMs(receivedAt)),
    fieldErrors: readFaults(fieldErrors, `faults of ${row.id}`),
  }));
}

/** How long rows of a partitioned table are kept: "always" for the record, else the days of a setting (lib/runtime/retention.ts). */
export type Retention = "always" | "notifications" | "outbox" | "idempotency" | "deliveries";

export interface Partitioned {
  readonly table: string;
  /** Length of one partition, by UTC. */
  readonly unit: "day" | "month";
  /** Partitions made ahead of the clock. Few: each is opened by every statement; after a longer absence DEFAULT catches what comes. */
  readonly ahead: number;
  readonly keep: Retention;
}

/**
 * Tables that grow with every signal and notification, partitioned by time (docs/decisions/0019). To add one: `PARTITION BY RANGE (…)` in its
 * migration with that column in every key, PARTITIONED in the schema's comment, a row here. Partitions, guards and retention follow.
 */
export const PARTITIONED: readonly Partitioned[] = [
  { table: "signal_events", unit: "month", ahead: 3, keep: "always" },
  { table: "copied_events", unit: "month", ahead: 3, keep: "always" },
  { table: "copy_steps", unit: "month", ahead: 3, keep: "always" },
  { table: "notifications", unit: "month", ahead: 3, keep: "notifications" },
  { table: "signal_notices", unit: "month", ahead: 3, keep: "notifications" },
  { table: "deliveries", unit: "month", ahead: 3, keep: "deliveries" },
  { table: "delivery_attempts", unit: "month", ahead: 3, keep: "deliveries" },
  { table: "outbox", unit: "day", ahead: 3, keep: "outbox" },
  { table: "idempotency_keys", unit: "day", ahead: 3, keep: "idempotency" },
];

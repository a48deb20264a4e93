-- Tables that grow with every signal and notification become partitioned by time, rows and all (docs/decisions/0019). Partitions live in a
-- schema of their own, of which web and worker have no USAGE: what they do passes the parent, its grants and its triggers.
CREATE SCHEMA IF NOT EXISTS partitions;

-- The partitions that the rows there are need, and the DEFAULT one. Those of today and ahead are made by ensure_partitions, which runs after
-- every migration (prisma/sql/partitions.sql).
CREATE FUNCTION pg_temp.partition_for_rows(parent text, old regclass, at_column text, unit text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  lo timestamp;
BEGIN
  FOR lo IN EXECUTE format('SELECT DISTINCT date_trunc(%L, %I AT TIME ZONE ''UTC'') FROM %s', unit, at_column, old) LOOP
    EXECUTE format('CREATE TABLE partitions.%I PARTITION OF public.%I FOR VALUES FROM (%L) TO (%L)',
      parent || to_char(lo, CASE unit WHEN 'day' THEN '_YYYY_MM_DD' ELSE '_YYYY_MM' END), parent || '_new',
      lo::text || '+00', (lo + ('1 ' || unit)::interval)::text || '+00');
  END LOOP;
  EXECUTE format('CREATE TABLE partitions.%I PARTITION OF public.%I DEFAULT', parent || '_default', parent || '_new');
END $$;

-- signal_events: the key takes receivedAt in.
CREATE TABLE signal_events_new (LIKE signal_events) PARTITION BY RANGE ("receivedAt");
SELECT pg_temp.partition_for_rows('signal_events', 'signal_events', 'receivedAt', 'month');
INSERT INTO signal_events_new SELECT * FROM signal_events;

-- What refers to it takes receivedAt along, under the name eventAt.
CREATE TABLE copy_steps_new (
    "copyId" TEXT NOT NULL,
    "strategyId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "eventAt" TIMESTAMPTZ(3) NOT NULL,
    "outcome" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL
) PARTITION BY RANGE ("eventAt");
CREATE TABLE copied_events_new (
    "strategyId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "eventAt" TIMESTAMPTZ(3) NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL
) PARTITION BY RANGE ("eventAt");
SELECT pg_temp.partition_for_rows('copy_steps', 'signal_events', 'receivedAt', 'month');
SELECT pg_temp.partition_for_rows('copied_events', 'signal_events', 'receivedAt', 'month');
INSERT INTO copy_steps_new
  SELECT s."copyId", s."strategyId", s.seq, e."receivedAt", s.outcome, s.text, s.at FROM copy_steps s JOIN signal_events e USING ("strategyId", seq);
INSERT INTO copied_events_new
  SELECT c."strategyId", c.seq, e."receivedAt", c.at FROM copied_events c JOIN signal_events e USING ("strategyId", seq);

CREATE TABLE notifications_new (LIKE notifications) PARTITION BY RANGE ("createdAt");
SELECT pg_temp.partition_for_rows('notifications', 'notifications', 'createdAt', 'month');
INSERT INTO notifications_new SELECT * FROM notifications;

CREATE TABLE idempotency_keys_new (LIKE idempotency_keys) PARTITION BY RANGE ("createdAt");
SELECT pg_temp.partition_for_rows('idempotency_keys', 'idempotency_keys', 'createdAt', 'day');
INSERT INTO idempotency_keys_new SELECT * FROM idempotency_keys;

CREATE TABLE outbox_new (LIKE outbox INCLUDING DEFAULTS) PARTITION BY RANGE ("at");
SELECT pg_temp.partition_for_rows('outbox', 'outbox', 'at', 'day');
INSERT INTO outbox_new SELECT * FROM outbox;
ALTER SEQUENCE outbox_id_seq OWNED BY outbox_new.id;

CREATE TABLE deliveries_new (LIKE deliveries) PARTITION BY RANGE ("createdAt");
SELECT pg_temp.partition_for_rows('deliveries', 'deliveries', 'createdAt', 'month');
INSERT INTO deliveries_new SELECT * FROM deliveries;

CREATE TABLE delivery_attempts_new (LIKE delivery_attempts) PARTITION BY RANGE ("at");
SELECT pg_temp.partition_for_rows('delivery_attempts', 'delivery_attempts', 'at', 'month');
INSERT INTO delivery_attempts_new SELECT * FROM delivery_attempts;

DROP TABLE deliveries, delivery_attempts;
ALTER TABLE deliveries_new RENAME TO deliveries;
ALTER TABLE delivery_attempts_new RENAME TO delivery_attempts;
DROP TABLE copy_steps, copied_events, signal_events, notifications, idempotency_keys, outbox;
ALTER TABLE signal_events_new RENAME TO signal_events;
ALTER TABLE copy_steps_new RENAME TO copy_steps;
ALTER TABLE copied_events_new RENAME TO copied_events;
ALTER TABLE notifications_new RENAME TO notifications;
ALTER TABLE idempotency_keys_new RENAME TO idempotency_keys;
ALTER TABLE outbox_new RENAME TO outbox;
DROP FUNCTION pg_temp.partition_for_rows;

-- Keys, indexes and references under the names that Prisma gives them.
ALTER TABLE "signal_events" ADD CONSTRAINT "signal_events_pkey" PRIMARY KEY ("strategyId", "seq", "receivedAt");
CREATE INDEX "signal_events_signalId_seq_idx" ON "signal_events"("signalId", "seq");
CREATE INDEX "signal_events_receivedAt_idx" ON "signal_events"("receivedAt");
ALTER TABLE "signal_events" ADD CONSTRAINT "signal_events_strategyId_fkey" FOREIGN KEY ("strategyId") REFERENCES "strategies"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "signal_events" ADD CONSTRAINT "signal_events_signalId_fkey" FOREIGN KEY ("signalId") REFERENCES "signals"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "copy_steps" ADD CONSTRAINT "copy_steps_pkey" PRIMARY KEY ("copyId", "seq", "eventAt");
CREATE INDEX "copy_steps_strategyId_seq_eventAt_idx" ON "copy_steps"("strategyId", "seq", "eventAt");
ALTER TABLE "copy_steps" ADD CONSTRAINT "copy_steps_copyId_fkey" FOREIGN KEY ("copyId") REFERENCES "copies"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "copy_steps" ADD CONSTRAINT "copy_steps_strategyId_seq_eventAt_fkey" FOREIGN KEY ("strategyId", "seq", "eventAt") REFERENCES "signal_events"("strategyId", "seq", "receivedAt") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "copied_events" ADD CONSTRAINT "copied_events_pkey" PRIMARY KEY ("strategyId", "seq", "eventAt");
ALTER TABLE "copied_events" ADD CONSTRAINT "copied_events_strategyId_seq_eventAt_fkey" FOREIGN KEY ("strategyId", "seq", "eventAt") REFERENCES "signal_events"("strategyId", "seq", "receivedAt") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "notifications" ADD CONSTRAINT "notifications_pkey" PRIMARY KEY ("userId", "createdAt", "dedupeKey");
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "idempotency_keys" ADD CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("scope", "key", "createdAt");

ALTER TABLE "outbox" ADD CONSTRAINT "outbox_pkey" PRIMARY KEY ("id", "at");
CREATE INDEX "outbox_xid_id_idx" ON "outbox"("xid", "id");

ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_pkey" PRIMARY KEY ("id", "createdAt");
CREATE INDEX "deliveries_channelId_createdAt_idx" ON "deliveries"("channelId", "createdAt" DESC);
CREATE INDEX "deliveries_notificationId_idx" ON "deliveries"("notificationId");
CREATE INDEX "deliveries_userId_signalId_idx" ON "deliveries"("userId", "signalId");
CREATE INDEX "deliveries_state_createdAt_idx" ON "deliveries"("state", "createdAt");
ALTER TABLE "delivery_attempts" ADD CONSTRAINT "delivery_attempts_pkey" PRIMARY KEY ("deliveryId", "at", "number");
CREATE INDEX "delivery_attempts_at_idx" ON "delivery_attempts"("at");

-- Partitions by time and the chain's head (docs/decisions/0019). Runs before wanted-state.sql in the same transaction; idempotent.
CREATE SCHEMA IF NOT EXISTS partitions;

-- Makes the partitions of the unit (day or month, UTC) that holds `now` and of `ahead` units after it, and the DEFAULT one, which catches what
-- lies outside of all, so that no insert ever fails. A unit whose rows came into DEFAULT already stays there. SECURITY DEFINER: the worker
-- owns nothing, and may call this. ATTACH instead of PARTITION OF: the parent stays readable and writable meanwhile.
CREATE OR REPLACE FUNCTION public.ensure_partitions(parent text, unit text, now timestamptz, ahead int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public SET lock_timeout = '5s' AS $$
DECLARE
  at_column name := public.partition_column(parent);
  lo timestamp;
  hi timestamp;
  part text;
  caught boolean;
  made int := 0;
BEGIN
  IF unit NOT IN ('day', 'month') OR ahead NOT BETWEEN 0 AND 62 THEN
    RAISE EXCEPTION 'partitions are of a day or a month, at most 62 ahead: not % of a %', ahead, unit;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('partitions of ' || parent, 0));
  IF to_regclass(format('partitions.%I', parent || '_default')) IS NULL THEN
    EXECUTE format('CREATE TABLE partitions.%I PARTITION OF public.%I DEFAULT', parent || '_default', parent);
    made := 1;
  END IF;
  FOR i IN 0 .. ahead LOOP
    lo := date_trunc(unit, now AT TIME ZONE 'UTC') + i * ('1 ' || unit)::interval;
    hi := lo + ('1 ' || unit)::interval;
    part := parent || to_char(lo, CASE unit WHEN 'day' THEN '_YYYY_MM_DD' ELSE '_YYYY_MM' END);
    CONTINUE WHEN to_regclass(format('partitions.%I', part)) IS NOT NULL;
    EXECUTE format('SELECT EXISTS (SELECT FROM partitions.%I WHERE %I >= %L AND %I < %L)',
      parent || '_default', at_column, lo::text || '+00', at_column, hi::text || '+00') INTO caught;
    CONTINUE WHEN caught;
    EXECUTE format('CREATE TABLE partitions.%I (LIKE public.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part, parent);
    EXECUTE format('ALTER TABLE public.%I ATTACH PARTITION partitions.%I FOR VALUES FROM (%L) TO (%L)',
      parent, part, lo::text || '+00', hi::text || '+00');
    PERFORM public.guard_partition(parent, part);
    made := made + 1;
  END LOOP;
  PERFORM public.guard_partition(parent, parent || '_default');
  RETURN made;
END $$;

-- The column by whose time a table is partitioned; an error for any other table.
CREATE OR REPLACE FUNCTION public.partition_column(parent text) RETURNS name LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
DECLARE
  found name;
BEGIN
  SELECT a.attname INTO found FROM pg_partitioned_table p JOIN pg_attribute a ON a.attrelid = p.partrelid AND a.attnum = p.partattrs[0]
    WHERE p.partrelid = to_regclass(format('public.%I', parent));
  IF found IS NULL THEN RAISE EXCEPTION 'public.% is not partitioned', parent; END IF;
  RETURN found;
END $$;

-- A parent's trigger against TRUNCATE is not its partitions': each gets its own (row triggers are cloned by PostgreSQL).
CREATE OR REPLACE FUNCTION public.guard_partition(parent text, part text) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF EXISTS (SELECT FROM pg_trigger WHERE tgrelid = to_regclass(format('public.%I', parent)) AND tgname = 'append_only_table')
    AND NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = to_regclass(format('partitions.%I', part)) AND tgname = 'append_only_table') THEN
    EXECUTE format('CREATE TRIGGER append_only_table BEFORE TRUNCATE ON partitions.%I FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change()', part);
    EXECUTE format('ALTER TABLE partitions.%I ENABLE ALWAYS TRIGGER append_only_table', part);
  END IF;
END $$;

-- Partitions that end at `before` or earlier: their range. None of an append-only table, whose truth is kept.
CREATE OR REPLACE FUNCTION public.expired_partitions(parent text, before timestamptz) RETURNS TABLE (part text, lo timestamptz, hi timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT * FROM (
    SELECT c.relname::text AS part,
      substring(pg_get_expr(c.relpartbound, c.oid) FROM 'FROM \(''([^'']+)''\)')::timestamptz AS lo,
      substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''([^'']+)''\)')::timestamptz AS hi
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = to_regclass(format('public.%I', parent))
      AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = i.inhparent AND t.tgname LIKE 'append_only%')
  ) parts WHERE parts.hi <= before ORDER BY parts.lo
$$;

-- Drops one expired partition. SECURITY DEFINER for the worker, and so it asks again.
CREATE OR REPLACE FUNCTION public.drop_partition(parent text, given text, before timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public SET lock_timeout = '5s' AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.expired_partitions(parent, before) e WHERE e.part = given) THEN
    RAISE EXCEPTION 'partition % of % is append-only or has not expired', given, parent USING ERRCODE = 'restrict_violation';
  END IF;
  EXECUTE format('DROP TABLE partitions.%I', given);
END $$;

-- Deletes expired rows of DEFAULT: it cannot be dropped.
CREATE OR REPLACE FUNCTION public.sweep_default(parent text, before timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public SET lock_timeout = '5s' AS $$
DECLARE
  deleted bigint;
BEGIN
  IF EXISTS (SELECT FROM pg_trigger WHERE tgrelid = to_regclass(format('public.%I', parent)) AND tgname LIKE 'append_only%') THEN
    RAISE EXCEPTION 'table % is append-only: its rows are kept', parent USING ERRCODE = 'restrict_violation';
  END IF;
  EXECUTE format('DELETE FROM partitions.%I WHERE %I < $1', parent || '_default', public.partition_column(parent)) USING before;
  GET DIAGNOSTICS deleted = ROW_COUNT;
  RETURN deleted;
END $$;

-- A chain has no gap and no seq twice, though PostgreSQL wants receivedAt inside every key of signal_events: whatever is inserted must go on
-- from the head, link by link, and moves it. Two writers meet at the head's row, in this or in any other process.
CREATE OR REPLACE FUNCTION public.move_heads() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
  event record;
  strategy text;
  first_seq int;
  first_prev text;
  last_seq int;
  last_hash text;
  last_at timestamptz;
BEGIN
  -- Row by row: for the one event that most statements bring this takes a third of what windows and groups do.
  FOR event IN SELECT "strategyId", seq, "prevHash", hash, "receivedAt" FROM inserted ORDER BY "strategyId", seq LOOP
    IF strategy IS DISTINCT FROM event."strategyId" THEN
      IF strategy IS NOT NULL THEN PERFORM move_head(strategy, first_seq, first_prev, last_seq, last_hash, last_at); END IF;
      strategy := event."strategyId";
      first_seq := event.seq;
      first_prev := event."prevHash";
    ELSIF event.seq <> last_seq + 1 OR event."prevHash" <> last_hash THEN
      RAISE EXCEPTION 'event % of strategy % does not go on from event %', event.seq, strategy, last_seq USING ERRCODE = 'unique_violation';
    END IF;
    last_seq := event.seq;
    last_hash := event.hash;
    last_at := event."receivedAt";
  END LOOP;
  IF strategy IS NOT NULL THEN PERFORM move_head(strategy, first_seq, first_prev, last_seq, last_hash, last_at); END IF;
  RETURN NULL;
END $$;

-- The head from one event to another, if it stands there. By hand it moves nothing (head_by_events).
CREATE OR REPLACE FUNCTION public.move_head(strategy text, first_seq int, first_prev text, last_seq int, last_hash text, last_at timestamptz)
  RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  IF first_seq = 1 THEN
    INSERT INTO strategy_heads ("strategyId", seq, hash) VALUES (strategy, 0, repeat('0', 64)) ON CONFLICT DO NOTHING;
  END IF;
  UPDATE strategy_heads SET seq = last_seq, hash = last_hash, at = last_at
    WHERE "strategyId" = strategy AND seq = first_seq - 1 AND hash = first_prev;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'events % to % of strategy % do not go on from its head', first_seq, last_seq, strategy USING ERRCODE = 'unique_violation';
  END IF;
END $$;

-- A head is moved by events alone: by hand nobody rewinds, skips or begins it elsewhere.
CREATE OR REPLACE FUNCTION public.refuse_head_by_hand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' AND NEW.seq = 0 AND NEW.hash = repeat('0', 64) THEN RETURN NEW; END IF;
  IF TG_OP = 'UPDATE' AND pg_trigger_depth() > 1 THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'the head of a chain moves with its events alone: % is refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;

DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = 'public.signal_events'::regclass AND tgname = 'move_heads') THEN
    CREATE TRIGGER move_heads AFTER INSERT ON public.signal_events REFERENCING NEW TABLE AS inserted
      FOR EACH STATEMENT EXECUTE FUNCTION public.move_heads();
    ALTER TABLE public.signal_events ENABLE ALWAYS TRIGGER move_heads;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = 'public.strategy_heads'::regclass AND tgname = 'head_by_events') THEN
    CREATE TRIGGER head_by_events BEFORE INSERT OR UPDATE OR DELETE ON public.strategy_heads
      FOR EACH ROW EXECUTE FUNCTION public.refuse_head_by_hand();
    ALTER TABLE public.strategy_heads ENABLE ALWAYS TRIGGER head_by_events;
  END IF;
END $$;

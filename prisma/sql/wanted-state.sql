-- What Prisma's schema cannot say. Runs after every migration and at every start, in one transaction: each statement is idempotent.

-- Append-only tables: the triggers themselves are made for each table of APPEND_ONLY (lib/db/wanted-state.ts).
CREATE OR REPLACE FUNCTION public.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'table % is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;

-- A journal's entries sum to 0 when its transaction commits.
CREATE OR REPLACE FUNCTION public.journal_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE total numeric;
BEGIN
  SELECT sum(amount) INTO total FROM public.journal_entries WHERE "journalId" = NEW."journalId";
  IF total <> 0 THEN
    RAISE EXCEPTION 'journal % does not balance: its entries sum to %', NEW."journalId", total USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = 'public.journal_entries'::regclass AND tgname = 'journal_balances') THEN
    CREATE CONSTRAINT TRIGGER journal_balances AFTER INSERT ON public.journal_entries
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.journal_balances();
    ALTER TABLE public.journal_entries ENABLE ALWAYS TRIGGER journal_balances;
  END IF;
END $$;

-- Takes an idempotency key for the length of the transaction (lib/db/idempotency.ts), inside a larger statement. True: nobody holds it and no
-- answer is kept. A function, so that the look at the table comes after the lock, with a snapshot of its own. Its plan is kept: made anew for each
-- `since`, to leave partitions out, it would cost more than looking into them all. By the index, also where it was made while they were empty.
CREATE OR REPLACE FUNCTION public.claim_key(scope text, key text, since timestamptz) RETURNS boolean LANGUAGE plpgsql VOLATILE
  SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended(scope || E'\n' || key, 4)) THEN RETURN false; END IF;
  RETURN NOT EXISTS (SELECT FROM public.idempotency_keys k WHERE k.scope = claim_key.scope AND k.key = claim_key.key AND k."createdAt" > since);
END $$;

-- Words as a search compares them: whatever their case, in any script (lib/db/held.ts). The embedded cluster's locale is C, where lower() knows ASCII
-- alone, so a collation that knows Unicode is named: PostgreSQL's own from 18 on, before it ICU's. After lower(), what still differs between the
-- two cases of a word: the dotted and the dotless i of Turkish, the sigma at a word's end, the sharp s.
DO $$
DECLARE known text;
BEGIN
  SELECT quote_ident(collname) INTO known FROM pg_collation
    WHERE collname IN ('pg_unicode_fast', 'und-x-icu') AND collnamespace = 'pg_catalog'::regnamespace
      AND collencoding IN (-1, (SELECT encoding FROM pg_database WHERE datname = current_database()))
    ORDER BY collname LIMIT 1;
  EXECUTE format('CREATE OR REPLACE FUNCTION public.fold_case(words text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS %L',
    format($f$SELECT replace(replace(replace(replace(lower(words COLLATE pg_catalog.%s), 'i' || chr(775), 'i'), chr(305), 'i'), chr(962), chr(963)), chr(223), 'ss')$f$,
      coalesce(known, '"default"')));
END $$;

-- One living subscription a user and strategy: two checkouts at once cannot both live.
CREATE UNIQUE INDEX IF NOT EXISTS subscriptions_one_living ON public.subscriptions ("userId", "strategyId")
  WHERE status NOT IN ('CANCELLED', 'EXPIRED');

-- One living plan of a user: two presses at once are one checkout.
CREATE UNIQUE INDEX IF NOT EXISTS plan_subscriptions_one_living ON public.plan_subscriptions ("userId")
  WHERE status NOT IN ('CANCELLED', 'EXPIRED');

-- One open request for a price.
CREATE UNIQUE INDEX IF NOT EXISTS managed_requests_one_open ON public.managed_requests ("userId") WHERE "pricedAt" IS NULL;

-- One transfer to an affiliate waits to be sent.
CREATE UNIQUE INDEX IF NOT EXISTS affiliate_transfers_one_requested ON public.affiliate_transfers ("userId") WHERE status = 'REQUESTED';

-- One payout of a provider waits to be sent: two presses at once are one.
CREATE UNIQUE INDEX IF NOT EXISTS payouts_one_requested ON public.payouts ("userId") WHERE status = 'REQUESTED';

-- A subscriber has one offer of a price before him at a time; agreed ones wait to be applied.
CREATE UNIQUE INDEX IF NOT EXISTS price_offers_one_open ON public.price_offers ("subscriptionId")
  WHERE "closedAt" IS NULL AND "appliedAt" IS NULL;
CREATE INDEX IF NOT EXISTS price_offers_agreed ON public.price_offers ("fromAt")
  WHERE "agreedAt" IS NOT NULL AND "appliedAt" IS NULL AND "closedAt" IS NULL;

-- Whose access ends by time alone: asked each second.
CREATE INDEX IF NOT EXISTS subscriptions_ending ON public.subscriptions ("currentPeriodEnd") WHERE "accessOpen" AND "cancelAtPeriodEnd";
CREATE INDEX IF NOT EXISTS subscriptions_held ON public.subscriptions ("currentPeriodEnd") WHERE "accessOpen" AND "renewalHeldAt" IS NOT NULL;
CREATE INDEX IF NOT EXISTS subscriptions_past_due ON public.subscriptions ("pastDueSince") WHERE "accessOpen" AND status = 'PAST_DUE';

-- What the worker watches on every tick, and what pages list first: few rows of many.
CREATE INDEX IF NOT EXISTS signals_watched ON public.signals (exchange, symbol) WHERE state IN ('PENDING', 'OPEN');
CREATE INDEX IF NOT EXISTS signals_expiring ON public.signals ("expiresAt") WHERE state IN ('PENDING', 'OPEN') AND "expiresAt" IS NOT NULL;
CREATE INDEX IF NOT EXISTS positions_open ON public.positions (exchange, symbol) WHERE state = 'OPEN';
CREATE INDEX IF NOT EXISTS copies_waiting ON public.copies ("signalId") WHERE state IN ('WAITING', 'OPEN');
CREATE INDEX IF NOT EXISTS stripe_events_due ON public.stripe_events ("dueAt") WHERE "processedAt" IS NULL AND "deadAt" IS NULL;
CREATE INDEX IF NOT EXISTS handler_failures_due ON public.handler_failures ("dueAt") WHERE "deadAt" IS NULL;
-- One open stretch a user and strategy: a teller that saw an old audience fails, and looks again.
CREATE UNIQUE INDEX IF NOT EXISTS signal_audiences_open ON public.signal_audiences ("strategyId", "userId") WHERE "toSeq" IS NULL;
CREATE INDEX IF NOT EXISTS device_sessions_living ON public.device_sessions ("userId") WHERE "revokedAt" IS NULL;

-- The queue of backtests: who waits, who runs.
CREATE INDEX IF NOT EXISTS backtests_alive ON public.backtests (status, "userId", "createdAt") WHERE status IN ('QUEUED', 'RUNNING');
-- How fast runs of a strategy were lately.
CREATE INDEX IF NOT EXISTS backtests_done ON public.backtests (kind, strategy, "finishedAt" DESC) WHERE status = 'DONE';

-- What waits to be sent, by the lane that sends it; what a second channel may take over.
CREATE INDEX IF NOT EXISTS deliveries_queued ON public.deliveries (kind, "dueAt") WHERE state = 'QUEUED';
CREATE INDEX IF NOT EXISTS deliveries_escalating ON public.deliveries ("escalateAt") WHERE "escalateAt" IS NOT NULL;
-- A chat talks for one user.
CREATE UNIQUE INDEX IF NOT EXISTS channels_one_chat ON public.channels (address) WHERE kind = 'TELEGRAM' AND state <> 'OFF';

-- Sessions that wait for their next candle: asked at each price of a replayed market.
CREATE INDEX IF NOT EXISTS trading_sessions_running ON public.trading_sessions (exchange, symbol) WHERE state = 'RUNNING';

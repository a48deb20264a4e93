-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "Role" AS ENUM ('SUBSCRIBER', 'PROVIDER', 'ADMIN');

-- CreateEnum
CREATE TYPE "MailTokenPurpose" AS ENUM ('VERIFY_EMAIL', 'RESET_PASSWORD');

-- CreateEnum
CREATE TYPE "RunStatus" AS ENUM ('QUEUED', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED');

-- CreateEnum
CREATE TYPE "LedgerAccount" AS ENUM ('CUSTOMER_RECEIPTS', 'PROVIDER_PAYABLE', 'PLATFORM_FEE', 'PROCESSING_FEE', 'REFUNDS', 'DISPUTES', 'AFFILIATE', 'PAYOUTS', 'STRIPE_BALANCE');

-- CreateEnum
CREATE TYPE "TradeMode" AS ENUM ('PAPER', 'LIVE');

-- CreateEnum
CREATE TYPE "CopyState" AS ENUM ('WAITING', 'OPEN', 'CLOSED', 'SKIPPED');

-- CreateEnum
CREATE TYPE "IntentState" AS ENUM ('PLANNED', 'SENDING', 'ACCEPTED', 'PARTIAL', 'FILLED', 'REJECTED', 'CANCELLED', 'EXPIRED', 'BLOCKED', 'UNKNOWN');

-- CreateEnum
CREATE TYPE "OrderSide" AS ENUM ('BUY', 'SELL');

-- CreateEnum
CREATE TYPE "OrderType" AS ENUM ('MARKET', 'LIMIT', 'STOP', 'STOP_LIMIT', 'TAKE_PROFIT');

-- CreateEnum
CREATE TYPE "PositionState" AS ENUM ('OPEN', 'CLOSED');

-- CreateEnum
CREATE TYPE "ApiKeyStatus" AS ENUM ('VALID', 'INVALID', 'UNPROVEN', 'REVOKED');

-- CreateEnum
CREATE TYPE "StrategyKind" AS ENUM ('TEMPLATE', 'SCRIPT', 'PINE', 'EXTERNAL');

-- CreateEnum
CREATE TYPE "StrategyStatus" AS ENUM ('DRAFT', 'ACTIVE', 'PAUSED', 'ARCHIVED');

-- CreateEnum
CREATE TYPE "EvidenceClass" AS ENUM ('IN_SAMPLE', 'OUT_OF_SAMPLE', 'PAPER', 'LIVE_PROVIDER', 'LIVE_FOLLOWER');

-- CreateEnum
CREATE TYPE "SignalState" AS ENUM ('PENDING', 'OPEN', 'CLOSED', 'CANCELLED', 'EXPIRED');

-- CreateEnum
CREATE TYPE "SignalEventType" AS ENUM ('OPEN', 'ENTER', 'AMEND', 'ADD', 'REDUCE', 'CLOSE', 'CANCEL', 'EXPIRE');

-- CreateEnum
CREATE TYPE "MarketKind" AS ENUM ('spot', 'swap');

-- CreateEnum
CREATE TYPE "PositionSide" AS ENUM ('LONG', 'SHORT');

-- CreateEnum
CREATE TYPE "SubscriptionStatus" AS ENUM ('PENDING', 'TRIALING', 'ACTIVE', 'PAST_DUE', 'PAUSED', 'CANCELLED', 'EXPIRED');

-- CreateEnum
CREATE TYPE "FollowMode" AS ENUM ('NOTIFY', 'PAPER', 'LIVE');

-- CreateEnum
CREATE TYPE "SizingType" AS ENUM ('quote', 'equityPct', 'riskPct', 'units');

-- CreateEnum
CREATE TYPE "TradingSessionState" AS ENUM ('STARTING', 'RUNNING', 'PAUSED', 'STOPPED', 'FAILED');

-- CreateTable
CREATE TABLE "users" (
    "id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "bio" TEXT NOT NULL DEFAULT '',
    "role" "Role" NOT NULL,
    "passwordHash" TEXT,
    "emailVerifiedAt" TIMESTAMPTZ(3),
    "totpSecret" TEXT,
    "totpEnabledAt" TIMESTAMPTZ(3),
    "totpLastStep" BIGINT,
    "totpFailures" INTEGER NOT NULL DEFAULT 0,
    "totpLockedUntil" TIMESTAMPTZ(3),
    "timeZone" TEXT NOT NULL DEFAULT 'UTC',
    "stripeCustomerId" TEXT,
    "transfersActive" BOOLEAN NOT NULL DEFAULT false,
    "checklistHiddenAt" TIMESTAMPTZ(3),
    "bannedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "oauth_accounts" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "providerAccountId" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "oauth_accounts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "device_sessions" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "userAgent" TEXT NOT NULL,
    "ip" TEXT NOT NULL,
    "mfaAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "lastSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "device_sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "refresh_tokens" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "usedAt" TIMESTAMPTZ(3),

    CONSTRAINT "refresh_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "recovery_codes" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "usedAt" TIMESTAMPTZ(3),

    CONSTRAINT "recovery_codes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_in_throttles" (
    "key" TEXT NOT NULL,
    "failures" INTEGER NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_in_throttles_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "mail_tokens" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "purpose" "MailTokenPurpose" NOT NULL,
    "hash" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "usedAt" TIMESTAMPTZ(3),

    CONSTRAINT "mail_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_tokens" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "last4" TEXT NOT NULL,
    "scopes" TEXT[],
    "ips" TEXT[],
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3),
    "lastUsedAt" TIMESTAMPTZ(3),
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "api_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_log" (
    "id" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actorId" TEXT,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "subjectId" TEXT NOT NULL,
    "detail" JSONB NOT NULL,
    "ip" TEXT NOT NULL,
    "prevHash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_log_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sandbox_mails" (
    "id" TEXT NOT NULL,
    "to" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "links" TEXT[],
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sandbox_mails_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "backtests" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "status" "RunStatus" NOT NULL,
    "settings" JSONB NOT NULL,
    "metrics" JSONB,
    "result" BYTEA,
    "error" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "backtests_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "connect_accounts" (
    "userId" TEXT NOT NULL,
    "stripeAccountId" TEXT NOT NULL,
    "country" TEXT NOT NULL,
    "transfersActive" BOOLEAN NOT NULL,
    "payoutsEnabled" BOOLEAN NOT NULL,
    "detailsSubmitted" BOOLEAN NOT NULL,
    "due" TEXT[],
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "connect_accounts_pkey" PRIMARY KEY ("userId")
);

-- CreateTable
CREATE TABLE "stripe_events" (
    "id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "account" TEXT,
    "objectId" TEXT NOT NULL,
    "objectType" TEXT NOT NULL,
    "livemode" BOOLEAN NOT NULL,
    "payload" JSONB NOT NULL,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "dueAt" TIMESTAMPTZ(3),
    "processedAt" TIMESTAMPTZ(3),
    "deadAt" TIMESTAMPTZ(3),
    "error" TEXT,

    CONSTRAINT "stripe_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "stripe_requests" (
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subjectId" TEXT NOT NULL,
    "request" JSONB NOT NULL,
    "response" JSONB,
    "error" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "answeredAt" TIMESTAMPTZ(3),

    CONSTRAINT "stripe_requests_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "journals" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "objectId" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "currency" TEXT NOT NULL,
    "memo" TEXT NOT NULL,

    CONSTRAINT "journals_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "journal_entries" (
    "id" TEXT NOT NULL,
    "journalId" TEXT NOT NULL,
    "account" "LedgerAccount" NOT NULL,
    "userId" TEXT,
    "strategyId" TEXT,
    "amount" BIGINT NOT NULL,

    CONSTRAINT "journal_entries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "transactions" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "subscriptionId" TEXT,
    "kind" TEXT NOT NULL,
    "amount" INTEGER NOT NULL,
    "currency" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "number" TEXT,
    "description" TEXT NOT NULL,
    "stripeObjectId" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "transactions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "candle_series" (
    "exchange" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "timeframe" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "fromMs" BIGINT NOT NULL,
    "toMs" BIGINT NOT NULL,
    "bars" INTEGER NOT NULL,
    "gaps" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "candle_series_pkey" PRIMARY KEY ("exchange","symbol","timeframe")
);

-- CreateTable
CREATE TABLE "candle_chunks" (
    "exchange" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "timeframe" TEXT NOT NULL,
    "startMs" BIGINT NOT NULL,
    "bars" INTEGER NOT NULL,
    "data" BYTEA NOT NULL,

    CONSTRAINT "candle_chunks_pkey" PRIMARY KEY ("exchange","symbol","timeframe","startMs")
);

-- CreateTable
CREATE TABLE "instruments" (
    "exchange" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "market" "MarketKind" NOT NULL,
    "tick" DECIMAL(36,18) NOT NULL,
    "lot" DECIMAL(36,18) NOT NULL,
    "minNotional" DECIMAL(36,18) NOT NULL,
    "makerBps" DECIMAL(36,18) NOT NULL,
    "takerBps" DECIMAL(36,18) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "instruments_pkey" PRIMARY KEY ("exchange","symbol")
);

-- CreateTable
CREATE TABLE "market_tickers" (
    "exchange" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "bid" DECIMAL(36,18) NOT NULL,
    "ask" DECIMAL(36,18) NOT NULL,
    "last" DECIMAL(36,18) NOT NULL,
    "exchangeAt" TIMESTAMPTZ(3) NOT NULL,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,
    "source" TEXT NOT NULL,

    CONSTRAINT "market_tickers_pkey" PRIMARY KEY ("exchange","symbol")
);

-- CreateTable
CREATE TABLE "market_replay" (
    "id" INTEGER NOT NULL,
    "anchorMarketMs" BIGINT NOT NULL,
    "anchorClockMs" BIGINT NOT NULL,
    "speed" INTEGER NOT NULL,
    "paused" BOOLEAN NOT NULL,
    "walkedMs" BIGINT NOT NULL,
    "stepBars" INTEGER NOT NULL,
    "revision" INTEGER NOT NULL,

    CONSTRAINT "market_replay_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "copies" (
    "id" TEXT NOT NULL,
    "followId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "strategyId" TEXT NOT NULL,
    "signalId" TEXT NOT NULL,
    "mode" "TradeMode" NOT NULL,
    "state" "CopyState" NOT NULL,
    "reason" TEXT,
    "reasonText" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "copies_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "copy_steps" (
    "copyId" TEXT NOT NULL,
    "strategyId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "outcome" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "copy_steps_pkey" PRIMARY KEY ("copyId","seq")
);

-- CreateTable
CREATE TABLE "intents" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "copyId" TEXT,
    "mode" "TradeMode" NOT NULL,
    "leg" TEXT NOT NULL,
    "reduceOnly" BOOLEAN NOT NULL,
    "state" "IntentState" NOT NULL,
    "reason" TEXT,
    "exchange" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "side" "OrderSide" NOT NULL,
    "qty" DECIMAL(36,18) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "intents_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "orders" (
    "id" TEXT NOT NULL,
    "intentId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "clientOrderId" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "mode" "TradeMode" NOT NULL,
    "exchange" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "side" "OrderSide" NOT NULL,
    "type" "OrderType" NOT NULL,
    "qty" DECIMAL(36,18) NOT NULL,
    "price" DECIMAL(36,18),
    "state" "IntentState" NOT NULL,
    "venueOrderId" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "orders_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "fills" (
    "id" TEXT NOT NULL,
    "orderId" TEXT NOT NULL,
    "positionId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "tradeId" TEXT NOT NULL,
    "side" "OrderSide" NOT NULL,
    "price" DECIMAL(36,18) NOT NULL,
    "qty" DECIMAL(36,18) NOT NULL,
    "fee" DECIMAL(36,18) NOT NULL,
    "feeCurrency" TEXT NOT NULL,
    "grossPnl" DECIMAL(36,18) NOT NULL,
    "reason" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "fills_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "positions" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "copyId" TEXT,
    "mode" "TradeMode" NOT NULL,
    "exchange" TEXT NOT NULL,
    "market" "MarketKind" NOT NULL,
    "symbol" TEXT NOT NULL,
    "side" "PositionSide" NOT NULL,
    "state" "PositionState" NOT NULL,
    "qty" DECIMAL(36,18) NOT NULL,
    "entryQty" DECIMAL(36,18) NOT NULL,
    "entryPrice" DECIMAL(36,18) NOT NULL,
    "exitPrice" DECIMAL(36,18),
    "stopLoss" DECIMAL(36,18),
    "leverage" DECIMAL(36,18) NOT NULL,
    "grossPnl" DECIMAL(36,18) NOT NULL,
    "fees" DECIMAL(36,18) NOT NULL,
    "closeReason" TEXT,
    "openedAt" TIMESTAMPTZ(3) NOT NULL,
    "closedAt" TIMESTAMPTZ(3),

    CONSTRAINT "positions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "paper_accounts" (
    "userId" TEXT NOT NULL,
    "initialCash" DECIMAL(36,18) NOT NULL,
    "cash" DECIMAL(36,18) NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "paper_accounts_pkey" PRIMARY KEY ("userId")
);

-- CreateTable
CREATE TABLE "equity_points" (
    "userId" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "equity" DECIMAL(36,18) NOT NULL,
    "cash" DECIMAL(36,18) NOT NULL,

    CONSTRAINT "equity_points_pkey" PRIMARY KEY ("userId","at")
);

-- CreateTable
CREATE TABLE "api_keys" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "exchange" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "maskedKey" TEXT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "wrappedKey" BYTEA NOT NULL,
    "keyVersion" INTEGER NOT NULL,
    "permissions" JSONB NOT NULL,
    "testnet" BOOLEAN NOT NULL,
    "status" "ApiKeyStatus" NOT NULL,
    "validatedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "strategies" (
    "id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "providerId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "kind" "StrategyKind" NOT NULL,
    "category" TEXT,
    "status" "StrategyStatus" NOT NULL,
    "version" INTEGER NOT NULL,
    "supportedPairs" TEXT[],
    "supportedTimeframes" TEXT[],
    "exchanges" TEXT[],
    "priceAmount" INTEGER NOT NULL,
    "priceCurrency" TEXT NOT NULL,
    "isPublic" BOOLEAN NOT NULL,
    "stripeProductId" TEXT,
    "stripePriceId" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "publishedAt" TIMESTAMPTZ(3),
    "archivedAt" TIMESTAMPTZ(3),
    "followerCount" INTEGER NOT NULL DEFAULT 0,
    "signalCount" INTEGER NOT NULL DEFAULT 0,
    "lastSignalAt" TIMESTAMPTZ(3),
    "tradeCount" INTEGER NOT NULL DEFAULT 0,
    "returnPct" DOUBLE PRECISION,
    "maxDrawdownPct" DOUBLE PRECISION,

    CONSTRAINT "strategies_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "strategy_versions" (
    "id" TEXT NOT NULL,
    "strategyId" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "description" TEXT NOT NULL,
    "parameters" JSONB NOT NULL,
    "note" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "strategy_versions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "strategy_stats" (
    "strategyId" TEXT NOT NULL,
    "evidenceClass" "EvidenceClass" NOT NULL,
    "from" TIMESTAMPTZ(3),
    "to" TIMESTAMPTZ(3),
    "tradeCount" INTEGER NOT NULL,
    "metrics" JSONB NOT NULL,
    "equity" JSONB NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "strategy_stats_pkey" PRIMARY KEY ("strategyId","evidenceClass")
);

-- CreateTable
CREATE TABLE "reviews" (
    "id" TEXT NOT NULL,
    "strategyId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "rating" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "reviews_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notifications" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "link" TEXT,
    "dedupeKey" TEXT NOT NULL,
    "readAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "notifications_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" BIGSERIAL NOT NULL,
    "xid" xid8 NOT NULL DEFAULT pg_current_xact_id(),
    "type" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbox_cursors" (
    "consumer" TEXT NOT NULL,
    "xid" BIGINT NOT NULL,
    "id" BIGINT NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "outbox_cursors_pkey" PRIMARY KEY ("consumer")
);

-- CreateTable
CREATE TABLE "handler_failures" (
    "handler" TEXT NOT NULL,
    "eventId" BIGINT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "dueAt" TIMESTAMPTZ(3),
    "error" TEXT NOT NULL,
    "deadAt" TIMESTAMPTZ(3),

    CONSTRAINT "handler_failures_pkey" PRIMARY KEY ("handler","eventId")
);

-- CreateTable
CREATE TABLE "schedules" (
    "name" TEXT NOT NULL,
    "dueAt" TIMESTAMPTZ(3) NOT NULL,
    "lastRunAt" TIMESTAMPTZ(3),

    CONSTRAINT "schedules_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "worker_heartbeats" (
    "workerId" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "beatAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "worker_heartbeats_pkey" PRIMARY KEY ("workerId")
);

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "scope" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "bodyHash" TEXT NOT NULL,
    "status" INTEGER,
    "response" JSONB,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("scope","key")
);

-- CreateTable
CREATE TABLE "rate_limits" (
    "key" VARCHAR(255) NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "expire" BIGINT,

    CONSTRAINT "rate_limits_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "strategy_heads" (
    "strategyId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3),

    CONSTRAINT "strategy_heads_pkey" PRIMARY KEY ("strategyId")
);

-- CreateTable
CREATE TABLE "ledger_heads" (
    "id" TEXT NOT NULL,
    "strategyId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "signature" TEXT NOT NULL,

    CONSTRAINT "ledger_heads_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "signal_events" (
    "strategyId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "signalId" TEXT NOT NULL,
    "type" "SignalEventType" NOT NULL,
    "strategyVersion" INTEGER NOT NULL,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,
    "market" JSONB NOT NULL,
    "body" JSONB NOT NULL,
    "prevHash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "signal_events_pkey" PRIMARY KEY ("strategyId","seq")
);

-- CreateTable
CREATE TABLE "signals" (
    "id" TEXT NOT NULL,
    "strategyId" TEXT NOT NULL,
    "strategyVersion" INTEGER NOT NULL,
    "symbol" TEXT NOT NULL,
    "exchange" TEXT NOT NULL,
    "market" "MarketKind" NOT NULL,
    "side" "PositionSide" NOT NULL,
    "state" "SignalState" NOT NULL,
    "entry" JSONB NOT NULL,
    "stopLoss" DECIMAL(36,18) NOT NULL,
    "initialStop" DECIMAL(36,18) NOT NULL,
    "targets" JSONB NOT NULL,
    "targetsHit" INTEGER NOT NULL,
    "remaining" DECIMAL(36,18) NOT NULL,
    "entryPrice" DECIMAL(36,18),
    "bestPrice" DECIMAL(36,18),
    "trailing" JSONB,
    "breakEven" JSONB,
    "leverage" DECIMAL(36,18) NOT NULL,
    "maxAgeSec" INTEGER NOT NULL,
    "maxSlippageBps" INTEGER NOT NULL,
    "timeframe" TEXT,
    "indicators" JSONB,
    "note" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3),
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,
    "openedAt" TIMESTAMPTZ(3),
    "closedAt" TIMESTAMPTZ(3),
    "closeCause" TEXT,
    "resultPct" DOUBLE PRECISION,
    "lastSeq" INTEGER NOT NULL,

    CONSTRAINT "signals_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "subscriptions" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "strategyId" TEXT NOT NULL,
    "status" "SubscriptionStatus" NOT NULL,
    "priceAmount" INTEGER NOT NULL,
    "priceCurrency" TEXT NOT NULL,
    "stripeCheckoutId" TEXT,
    "checkoutUrl" TEXT,
    "stripeSubscriptionId" TEXT,
    "currentPeriodEnd" TIMESTAMPTZ(3),
    "trialEndsAt" TIMESTAMPTZ(3),
    "cancelAtPeriodEnd" BOOLEAN NOT NULL DEFAULT false,
    "cancelReason" TEXT,
    "pastDueSince" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "activatedAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "subscriptions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "follows" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "strategyId" TEXT NOT NULL,
    "mode" "FollowMode" NOT NULL,
    "sizingType" "SizingType" NOT NULL,
    "sizingValue" DECIMAL(36,18) NOT NULL,
    "limits" JSONB NOT NULL,
    "credentialId" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "follows_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "trading_sessions" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "strategyId" TEXT NOT NULL,
    "credentialId" TEXT,
    "mode" "TradeMode" NOT NULL,
    "state" "TradingSessionState" NOT NULL,
    "exchange" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "timeframe" TEXT NOT NULL,
    "parameters" JSONB NOT NULL,
    "stopReason" TEXT,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "stoppedAt" TIMESTAMPTZ(3),

    CONSTRAINT "trading_sessions_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE UNIQUE INDEX "users_slug_key" ON "users"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "users_stripeCustomerId_key" ON "users"("stripeCustomerId");

-- CreateIndex
CREATE INDEX "oauth_accounts_userId_idx" ON "oauth_accounts"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "oauth_accounts_provider_providerAccountId_key" ON "oauth_accounts"("provider", "providerAccountId");

-- CreateIndex
CREATE INDEX "device_sessions_userId_lastSeenAt_idx" ON "device_sessions"("userId", "lastSeenAt" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "refresh_tokens_hash_key" ON "refresh_tokens"("hash");

-- CreateIndex
CREATE INDEX "refresh_tokens_userId_idx" ON "refresh_tokens"("userId");

-- CreateIndex
CREATE INDEX "refresh_tokens_sessionId_idx" ON "refresh_tokens"("sessionId");

-- CreateIndex
CREATE UNIQUE INDEX "recovery_codes_userId_hash_key" ON "recovery_codes"("userId", "hash");

-- CreateIndex
CREATE INDEX "sign_in_throttles_updatedAt_idx" ON "sign_in_throttles"("updatedAt");

-- CreateIndex
CREATE UNIQUE INDEX "mail_tokens_hash_key" ON "mail_tokens"("hash");

-- CreateIndex
CREATE INDEX "mail_tokens_userId_purpose_idx" ON "mail_tokens"("userId", "purpose");

-- CreateIndex
CREATE UNIQUE INDEX "api_tokens_hash_key" ON "api_tokens"("hash");

-- CreateIndex
CREATE INDEX "api_tokens_userId_createdAt_idx" ON "api_tokens"("userId", "createdAt" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "audit_log_seq_key" ON "audit_log"("seq");

-- CreateIndex
CREATE INDEX "audit_log_subject_subjectId_seq_idx" ON "audit_log"("subject", "subjectId", "seq");

-- CreateIndex
CREATE INDEX "audit_log_actorId_seq_idx" ON "audit_log"("actorId", "seq");

-- CreateIndex
CREATE INDEX "sandbox_mails_to_at_idx" ON "sandbox_mails"("to", "at" DESC);

-- CreateIndex
CREATE INDEX "backtests_userId_createdAt_idx" ON "backtests"("userId", "createdAt" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "connect_accounts_stripeAccountId_key" ON "connect_accounts"("stripeAccountId");

-- CreateIndex
CREATE INDEX "stripe_events_receivedAt_idx" ON "stripe_events"("receivedAt" DESC);

-- CreateIndex
CREATE INDEX "stripe_requests_kind_subjectId_idx" ON "stripe_requests"("kind", "subjectId");

-- CreateIndex
CREATE INDEX "journals_at_idx" ON "journals"("at");

-- CreateIndex
CREATE UNIQUE INDEX "journals_objectId_kind_key" ON "journals"("objectId", "kind");

-- CreateIndex
CREATE INDEX "journal_entries_journalId_idx" ON "journal_entries"("journalId");

-- CreateIndex
CREATE INDEX "journal_entries_account_userId_idx" ON "journal_entries"("account", "userId");

-- CreateIndex
CREATE UNIQUE INDEX "transactions_stripeObjectId_key" ON "transactions"("stripeObjectId");

-- CreateIndex
CREATE INDEX "transactions_userId_at_idx" ON "transactions"("userId", "at" DESC);

-- CreateIndex
CREATE INDEX "transactions_subscriptionId_idx" ON "transactions"("subscriptionId");

-- CreateIndex
CREATE INDEX "copies_signalId_state_idx" ON "copies"("signalId", "state");

-- CreateIndex
CREATE INDEX "copies_userId_createdAt_idx" ON "copies"("userId", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "copies_strategyId_idx" ON "copies"("strategyId");

-- CreateIndex
CREATE UNIQUE INDEX "copies_followId_signalId_key" ON "copies"("followId", "signalId");

-- CreateIndex
CREATE INDEX "copy_steps_strategyId_seq_idx" ON "copy_steps"("strategyId", "seq");

-- CreateIndex
CREATE INDEX "intents_userId_createdAt_idx" ON "intents"("userId", "createdAt" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "intents_copyId_leg_key" ON "intents"("copyId", "leg");

-- CreateIndex
CREATE UNIQUE INDEX "orders_clientOrderId_key" ON "orders"("clientOrderId");

-- CreateIndex
CREATE INDEX "orders_intentId_idx" ON "orders"("intentId");

-- CreateIndex
CREATE INDEX "orders_userId_createdAt_idx" ON "orders"("userId", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "fills_positionId_at_idx" ON "fills"("positionId", "at");

-- CreateIndex
CREATE INDEX "fills_userId_at_idx" ON "fills"("userId", "at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "fills_orderId_tradeId_key" ON "fills"("orderId", "tradeId");

-- CreateIndex
CREATE UNIQUE INDEX "positions_copyId_key" ON "positions"("copyId");

-- CreateIndex
CREATE INDEX "positions_userId_state_openedAt_idx" ON "positions"("userId", "state", "openedAt" DESC);

-- CreateIndex
CREATE INDEX "positions_exchange_symbol_idx" ON "positions"("exchange", "symbol");

-- CreateIndex
CREATE INDEX "api_keys_userId_createdAt_idx" ON "api_keys"("userId", "createdAt" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "strategies_slug_key" ON "strategies"("slug");

-- CreateIndex
CREATE INDEX "strategies_providerId_createdAt_idx" ON "strategies"("providerId", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "strategies_status_isPublic_publishedAt_id_idx" ON "strategies"("status", "isPublic", "publishedAt" DESC, "id");

-- CreateIndex
CREATE INDEX "strategies_status_isPublic_followerCount_id_idx" ON "strategies"("status", "isPublic", "followerCount" DESC, "id");

-- CreateIndex
CREATE INDEX "strategies_status_isPublic_returnPct_id_idx" ON "strategies"("status", "isPublic", "returnPct" DESC, "id");

-- CreateIndex
CREATE INDEX "strategies_status_isPublic_maxDrawdownPct_id_idx" ON "strategies"("status", "isPublic", "maxDrawdownPct", "id");

-- CreateIndex
CREATE INDEX "strategies_status_isPublic_priceAmount_id_idx" ON "strategies"("status", "isPublic", "priceAmount", "id");

-- CreateIndex
CREATE UNIQUE INDEX "strategy_versions_strategyId_version_key" ON "strategy_versions"("strategyId", "version");

-- CreateIndex
CREATE INDEX "reviews_userId_idx" ON "reviews"("userId");

-- CreateIndex
CREATE INDEX "reviews_strategyId_createdAt_idx" ON "reviews"("strategyId", "createdAt" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "reviews_strategyId_userId_key" ON "reviews"("strategyId", "userId");

-- CreateIndex
CREATE INDEX "notifications_userId_createdAt_idx" ON "notifications"("userId", "createdAt" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "notifications_userId_dedupeKey_key" ON "notifications"("userId", "dedupeKey");

-- CreateIndex
CREATE INDEX "outbox_xid_id_idx" ON "outbox"("xid", "id");

-- CreateIndex
CREATE INDEX "idempotency_keys_createdAt_idx" ON "idempotency_keys"("createdAt");

-- CreateIndex
CREATE INDEX "ledger_heads_strategyId_seq_idx" ON "ledger_heads"("strategyId", "seq");

-- CreateIndex
CREATE INDEX "signal_events_signalId_seq_idx" ON "signal_events"("signalId", "seq");

-- CreateIndex
CREATE INDEX "signal_events_receivedAt_idx" ON "signal_events"("receivedAt");

-- CreateIndex
CREATE INDEX "signals_strategyId_receivedAt_idx" ON "signals"("strategyId", "receivedAt" DESC);

-- CreateIndex
CREATE INDEX "signals_strategyId_closedAt_idx" ON "signals"("strategyId", "closedAt");

-- CreateIndex
CREATE UNIQUE INDEX "subscriptions_stripeCheckoutId_key" ON "subscriptions"("stripeCheckoutId");

-- CreateIndex
CREATE UNIQUE INDEX "subscriptions_stripeSubscriptionId_key" ON "subscriptions"("stripeSubscriptionId");

-- CreateIndex
CREATE INDEX "subscriptions_userId_createdAt_idx" ON "subscriptions"("userId", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "subscriptions_strategyId_status_idx" ON "subscriptions"("strategyId", "status");

-- CreateIndex
CREATE INDEX "follows_strategyId_mode_idx" ON "follows"("strategyId", "mode");

-- CreateIndex
CREATE INDEX "follows_credentialId_idx" ON "follows"("credentialId");

-- CreateIndex
CREATE UNIQUE INDEX "follows_userId_strategyId_key" ON "follows"("userId", "strategyId");

-- CreateIndex
CREATE INDEX "trading_sessions_userId_startedAt_idx" ON "trading_sessions"("userId", "startedAt" DESC);

-- CreateIndex
CREATE INDEX "trading_sessions_strategyId_idx" ON "trading_sessions"("strategyId");

-- CreateIndex
CREATE INDEX "trading_sessions_credentialId_idx" ON "trading_sessions"("credentialId");

-- AddForeignKey
ALTER TABLE "oauth_accounts" ADD CONSTRAINT "oauth_accounts_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "device_sessions" ADD CONSTRAINT "device_sessions_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refresh_tokens" ADD CONSTRAINT "refresh_tokens_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refresh_tokens" ADD CONSTRAINT "refresh_tokens_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "device_sessions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "recovery_codes" ADD CONSTRAINT "recovery_codes_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mail_tokens" ADD CONSTRAINT "mail_tokens_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_tokens" ADD CONSTRAINT "api_tokens_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "backtests" ADD CONSTRAINT "backtests_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "connect_accounts" ADD CONSTRAINT "connect_accounts_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "journal_entries" ADD CONSTRAINT "journal_entries_journalId_fkey" FOREIGN KEY ("journalId") REFERENCES "journals"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "transactions" ADD CONSTRAINT "transactions_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "transactions" ADD CONSTRAINT "transactions_subscriptionId_fkey" FOREIGN KEY ("subscriptionId") REFERENCES "subscriptions"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "candle_chunks" ADD CONSTRAINT "candle_chunks_exchange_symbol_timeframe_fkey" FOREIGN KEY ("exchange", "symbol", "timeframe") REFERENCES "candle_series"("exchange", "symbol", "timeframe") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "copies" ADD CONSTRAINT "copies_followId_fkey" FOREIGN KEY ("followId") REFERENCES "follows"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "copies" ADD CONSTRAINT "copies_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "copies" ADD CONSTRAINT "copies_strategyId_fkey" FOREIGN KEY ("strategyId") REFERENCES "strategies"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "copies" ADD CONSTRAINT "copies_signalId_fkey" FOREIGN KEY ("signalId") REFERENCES "signals"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "copy_steps" ADD CONSTRAINT "copy_steps_copyId_fkey" FOREIGN KEY ("copyId") REFERENCES "copies"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "copy_steps" ADD CONSTRAINT "copy_steps_strategyId_seq_fkey" FOREIGN KEY ("strategyId", "seq") REFERENCES "signal_events"("strategyId", "seq") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "intents" ADD CONSTRAINT "intents_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "intents" ADD CONSTRAINT "intents_copyId_fkey" FOREIGN KEY ("copyId") REFERENCES "copies"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "orders" ADD CONSTRAINT "orders_intentId_fkey" FOREIGN KEY ("intentId") REFERENCES "intents"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "orders" ADD CONSTRAINT "orders_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "fills" ADD CONSTRAINT "fills_orderId_fkey" FOREIGN KEY ("orderId") REFERENCES "orders"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "fills" ADD CONSTRAINT "fills_positionId_fkey" FOREIGN KEY ("positionId") REFERENCES "positions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "fills" ADD CONSTRAINT "fills_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "positions" ADD CONSTRAINT "positions_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "positions" ADD CONSTRAINT "positions_copyId_fkey" FOREIGN KEY ("copyId") REFERENCES "copies"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "paper_accounts" ADD CONSTRAINT "paper_accounts_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "equity_points" ADD CONSTRAINT "equity_points_userId_fkey" FOREIGN KEY ("userId") REFERENCES "paper_accounts"("userId") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "strategies" ADD CONSTRAINT "strategies_providerId_fkey" FOREIGN KEY ("providerId") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "strategy_versions" ADD CONSTRAINT "strategy_versions_strategyId_fkey" FOREIGN KEY ("strategyId") REFERENCES "strategies"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "strategy_stats" ADD CONSTRAINT "strategy_stats_strategyId_fkey" FOREIGN KEY ("strategyId") REFERENCES "strategies"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_strategyId_fkey" FOREIGN KEY ("strategyId") REFERENCES "strategies"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "strategy_heads" ADD CONSTRAINT "strategy_heads_strategyId_fkey" FOREIGN KEY ("strategyId") REFERENCES "strategies"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_heads" ADD CONSTRAINT "ledger_heads_strategyId_fkey" FOREIGN KEY ("strategyId") REFERENCES "strategies"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "signal_events" ADD CONSTRAINT "signal_events_strategyId_fkey" FOREIGN KEY ("strategyId") REFERENCES "strategies"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "signal_events" ADD CONSTRAINT "signal_events_signalId_fkey" FOREIGN KEY ("signalId") REFERENCES "signals"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "signals" ADD CONSTRAINT "signals_strategyId_fkey" FOREIGN KEY ("strategyId") REFERENCES "strategies"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_strategyId_fkey" FOREIGN KEY ("strategyId") REFERENCES "strategies"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "follows" ADD CONSTRAINT "follows_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "follows" ADD CONSTRAINT "follows_strategyId_fkey" FOREIGN KEY ("strategyId") REFERENCES "strategies"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "follows" ADD CONSTRAINT "follows_credentialId_fkey" FOREIGN KEY ("credentialId") REFERENCES "api_keys"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trading_sessions" ADD CONSTRAINT "trading_sessions_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trading_sessions" ADD CONSTRAINT "trading_sessions_strategyId_fkey" FOREIGN KEY ("strategyId") REFERENCES "strategies"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trading_sessions" ADD CONSTRAINT "trading_sessions_credentialId_fkey" FOREIGN KEY ("credentialId") REFERENCES "api_keys"("id") ON DELETE SET NULL ON UPDATE CASCADE;

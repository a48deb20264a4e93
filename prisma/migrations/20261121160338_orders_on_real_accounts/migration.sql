-- CreateEnum
CREATE TYPE "IntentPurpose" AS ENUM ('ENTRY', 'STOP', 'EXIT');

-- CreateEnum
CREATE TYPE "TradeAccountState" AS ENUM ('RECOVERING', 'READY', 'BLOCKED');

-- CreateEnum
CREATE TYPE "KillScope" AS ENUM ('PLATFORM', 'EXCHANGE', 'STRATEGY', 'USER', 'SESSION');

-- DropIndex
DROP INDEX "orders_intentId_idx";

-- AlterTable
ALTER TABLE "intents" ADD COLUMN     "day" TEXT,
ADD COLUMN     "dayCounted" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "dayUsd" DECIMAL(36,18),
ADD COLUMN     "keyId" TEXT,
ADD COLUMN     "leverage" DECIMAL(36,18),
ADD COLUMN     "market" "MarketKind",
ADD COLUMN     "maxAgeSec" INTEGER,
ADD COLUMN     "maxSlippageBps" INTEGER,
ADD COLUMN     "origin" TEXT,
ADD COLUMN     "plannedUsd" DECIMAL(36,18),
ADD COLUMN     "positionId" TEXT,
ADD COLUMN     "purpose" "IntentPurpose",
ADD COLUMN     "reasonCode" TEXT,
ADD COLUMN     "reference" DECIMAL(36,18),
ADD COLUMN     "riskUsd" DECIMAL(36,18),
ADD COLUMN     "sessionId" TEXT,
ADD COLUMN     "signalAt" TIMESTAMPTZ(3),
ADD COLUMN     "signalId" TEXT,
ADD COLUMN     "stopLoss" DECIMAL(36,18),
ADD COLUMN     "strategyId" TEXT;

-- AlterTable
ALTER TABLE "orders" ADD COLUMN     "askAt" TIMESTAMPTZ(3),
ADD COLUMN     "asked" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "cancelAskedAt" TIMESTAMPTZ(3),
ADD COLUMN     "cancelReason" TEXT,
ADD COLUMN     "filled" DECIMAL(36,18),
ADD COLUMN     "holdUntil" TIMESTAMPTZ(3),
ADD COLUMN     "keyId" TEXT,
ADD COLUMN     "notFound" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "refusal" TEXT,
ADD COLUMN     "sendBy" TIMESTAMPTZ(3),
ADD COLUMN     "sends" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "sentAt" TIMESTAMPTZ(3),
ADD COLUMN     "timeInForce" TEXT,
ADD COLUMN     "trigger" DECIMAL(36,18),
ADD COLUMN     "unknownAt" TIMESTAMPTZ(3),
ADD COLUMN     "venueFilled" DECIMAL(36,18),
ADD COLUMN     "venueState" TEXT;

-- AlterTable
ALTER TABLE "fills" ADD COLUMN     "feeQuote" DECIMAL(36,18);

-- AlterTable
ALTER TABLE "positions" ADD COLUMN     "keyId" TEXT,
ADD COLUMN     "origin" TEXT;

-- CreateTable
CREATE TABLE "order_events" (
    "id" TEXT NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "orderId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "from" "IntentState",
    "to" "IntentState" NOT NULL,
    "fact" TEXT NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "order_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "trade_accounts" (
    "keyId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "state" "TradeAccountState" NOT NULL,
    "reason" TEXT,
    "epoch" INTEGER NOT NULL DEFAULT 0,
    "takenAt" TIMESTAMPTZ(3),
    "recoveredAt" TIMESTAMPTZ(3),
    "reconciledAt" TIMESTAMPTZ(3),
    "reconcileAt" TIMESTAMPTZ(3),
    "equityUsd" DECIMAL(36,18),
    "peakUsd" DECIMAL(36,18),
    "errors" INTEGER NOT NULL DEFAULT 0,
    "errorsFrom" TIMESTAMPTZ(3),

    CONSTRAINT "trade_accounts_pkey" PRIMARY KEY ("keyId")
);

-- CreateTable
CREATE TABLE "fill_cursors" (
    "keyId" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "market" "MarketKind" NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "fill_cursors_pkey" PRIMARY KEY ("keyId","symbol")
);

-- CreateTable
CREATE TABLE "external_orders" (
    "keyId" TEXT NOT NULL,
    "venueOrderId" TEXT NOT NULL,
    "clientOrderId" TEXT,
    "symbol" TEXT NOT NULL,
    "side" "OrderSide" NOT NULL,
    "type" "OrderType" NOT NULL,
    "qty" DECIMAL(36,18) NOT NULL,
    "price" DECIMAL(36,18),
    "firstSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "lastSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "goneAt" TIMESTAMPTZ(3),

    CONSTRAINT "external_orders_pkey" PRIMARY KEY ("keyId","venueOrderId")
);

-- CreateTable
CREATE TABLE "trade_limits" (
    "userId" TEXT NOT NULL,
    "maxTradeUsd" DECIMAL(36,18) NOT NULL,
    "minTradeUsd" DECIMAL(36,18) NOT NULL,
    "portfolioRiskPct" DECIMAL(36,18) NOT NULL,
    "entriesPerDay" INTEGER NOT NULL,
    "symbols" TEXT[],
    "drawdownUsd" DECIMAL(36,18) NOT NULL,
    "runLossUsd" DECIMAL(36,18) NOT NULL,
    "apiErrorsPerMin" INTEGER NOT NULL,
    "maxLeverage" DECIMAL(36,18) NOT NULL,
    "identityVerifiedAt" TIMESTAMPTZ(3),
    "changedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "trade_limits_pkey" PRIMARY KEY ("userId")
);

-- CreateTable
CREATE TABLE "trade_days" (
    "userId" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "entries" INTEGER NOT NULL,
    "usd" DECIMAL(36,18) NOT NULL,

    CONSTRAINT "trade_days_pkey" PRIMARY KEY ("userId","day")
);

-- CreateTable
CREATE TABLE "kill_switches" (
    "scope" "KillScope" NOT NULL,
    "key" TEXT NOT NULL,
    "engagedAt" TIMESTAMPTZ(3),
    "engagedBy" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "positions" TEXT NOT NULL,
    "releasedAt" TIMESTAMPTZ(3),
    "releasedBy" TEXT,

    CONSTRAINT "kill_switches_pkey" PRIMARY KEY ("scope","key")
);

-- CreateIndex
CREATE INDEX "order_events_orderId_seq_idx" ON "order_events"("orderId", "seq");

-- CreateIndex
CREATE INDEX "order_events_userId_at_idx" ON "order_events"("userId", "at" DESC);

-- CreateIndex
CREATE INDEX "trade_accounts_userId_idx" ON "trade_accounts"("userId");

-- CreateIndex
CREATE INDEX "intents_keyId_state_idx" ON "intents"("keyId", "state");

-- CreateIndex
CREATE INDEX "intents_positionId_idx" ON "intents"("positionId");

-- CreateIndex
CREATE UNIQUE INDEX "intents_userId_origin_leg_key" ON "intents"("userId", "origin", "leg");

-- CreateIndex
CREATE INDEX "orders_keyId_state_idx" ON "orders"("keyId", "state");

-- CreateIndex
CREATE UNIQUE INDEX "orders_intentId_attempt_key" ON "orders"("intentId", "attempt");

-- CreateIndex
CREATE INDEX "positions_keyId_state_idx" ON "positions"("keyId", "state");

-- CreateIndex
CREATE UNIQUE INDEX "positions_userId_origin_key" ON "positions"("userId", "origin");

-- AddForeignKey
ALTER TABLE "positions" ADD CONSTRAINT "positions_keyId_fkey" FOREIGN KEY ("keyId") REFERENCES "api_keys"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "intents" ADD CONSTRAINT "intents_keyId_fkey" FOREIGN KEY ("keyId") REFERENCES "api_keys"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "intents" ADD CONSTRAINT "intents_positionId_fkey" FOREIGN KEY ("positionId") REFERENCES "positions"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "orders" ADD CONSTRAINT "orders_keyId_fkey" FOREIGN KEY ("keyId") REFERENCES "api_keys"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "order_events" ADD CONSTRAINT "order_events_orderId_fkey" FOREIGN KEY ("orderId") REFERENCES "orders"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trade_accounts" ADD CONSTRAINT "trade_accounts_keyId_fkey" FOREIGN KEY ("keyId") REFERENCES "api_keys"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trade_accounts" ADD CONSTRAINT "trade_accounts_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "fill_cursors" ADD CONSTRAINT "fill_cursors_keyId_fkey" FOREIGN KEY ("keyId") REFERENCES "api_keys"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "external_orders" ADD CONSTRAINT "external_orders_keyId_fkey" FOREIGN KEY ("keyId") REFERENCES "api_keys"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trade_limits" ADD CONSTRAINT "trade_limits_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trade_days" ADD CONSTRAINT "trade_days_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

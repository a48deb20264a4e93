-- CreateEnum
CREATE TYPE "LiveStepState" AS ENUM ('WAITING', 'DONE');

-- CreateEnum
CREATE TYPE "DriftDecision" AS ENUM ('ADOPTED', 'IGNORED', 'CLOSED');

-- CreateTable
CREATE TABLE "live_steps" (
    "copyId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "strategyId" TEXT NOT NULL,
    "signalId" TEXT NOT NULL,
    "eventAt" TIMESTAMPTZ(3) NOT NULL,
    "userId" TEXT NOT NULL,
    "keyId" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "opens" BOOLEAN NOT NULL,
    "turn" INTEGER NOT NULL,
    "state" "LiveStepState" NOT NULL,
    "leg" TEXT,
    "decided" DECIMAL(36,18) NOT NULL,
    "bid" DECIMAL(36,18),
    "ask" DECIMAL(36,18),
    "wanted" DECIMAL(36,18),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "doneAt" TIMESTAMPTZ(3),

    CONSTRAINT "live_steps_pkey" PRIMARY KEY ("copyId","seq")
);

-- CreateTable
CREATE TABLE "external_trades" (
    "keyId" TEXT NOT NULL,
    "tradeId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "venueOrderId" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "market" "MarketKind" NOT NULL,
    "side" "OrderSide" NOT NULL,
    "price" DECIMAL(36,18) NOT NULL,
    "qty" DECIMAL(36,18) NOT NULL,
    "fee" DECIMAL(36,18) NOT NULL,
    "feeCurrency" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "seenAt" TIMESTAMPTZ(3) NOT NULL,
    "decision" "DriftDecision",
    "decidedAt" TIMESTAMPTZ(3),
    "appliedAt" TIMESTAMPTZ(3),

    CONSTRAINT "external_trades_pkey" PRIMARY KEY ("keyId","symbol","tradeId")
);

-- CreateTable
CREATE TABLE "exchange_health" (
    "exchange" TEXT NOT NULL,
    "healthy" BOOLEAN NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "seenAt" TIMESTAMPTZ(3) NOT NULL,
    "toldAt" TIMESTAMPTZ(3),

    CONSTRAINT "exchange_health_pkey" PRIMARY KEY ("exchange")
);

-- CreateIndex
CREATE INDEX "live_steps_keyId_state_eventAt_turn_idx" ON "live_steps"("keyId", "state", "eventAt", "turn");

-- CreateIndex
CREATE INDEX "live_steps_signalId_idx" ON "live_steps"("signalId");

-- CreateIndex
CREATE INDEX "external_trades_userId_decision_at_idx" ON "external_trades"("userId", "decision", "at" DESC);

-- AddForeignKey
ALTER TABLE "live_steps" ADD CONSTRAINT "live_steps_copyId_fkey" FOREIGN KEY ("copyId") REFERENCES "copies"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "live_steps" ADD CONSTRAINT "live_steps_keyId_fkey" FOREIGN KEY ("keyId") REFERENCES "api_keys"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "external_trades" ADD CONSTRAINT "external_trades_keyId_fkey" FOREIGN KEY ("keyId") REFERENCES "api_keys"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

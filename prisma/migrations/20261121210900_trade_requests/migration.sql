-- CreateEnum
CREATE TYPE "TradeRequestState" AS ENUM ('WAITING', 'PLANNED', 'REFUSED');

-- AlterTable
ALTER TABLE "trade_accounts" ADD COLUMN     "measuredAt" TIMESTAMPTZ(3),
ADD COLUMN     "wallets" JSONB;

-- CreateTable
CREATE TABLE "trade_requests" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "keyId" TEXT NOT NULL,
    "exchange" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "amount" DECIMAL(36,18),
    "qty" DECIMAL(36,18),
    "test" BOOLEAN NOT NULL,
    "stopLoss" DECIMAL(36,18),
    "maxSlippageBps" INTEGER NOT NULL,
    "reference" DECIMAL(36,18),
    "state" "TradeRequestState" NOT NULL,
    "reasonCode" TEXT,
    "reason" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "doneAt" TIMESTAMPTZ(3),

    CONSTRAINT "trade_requests_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "trade_requests_state_keyId_createdAt_idx" ON "trade_requests"("state", "keyId", "createdAt");

-- CreateIndex
CREATE INDEX "trade_requests_userId_createdAt_idx" ON "trade_requests"("userId", "createdAt" DESC);

-- AddForeignKey
ALTER TABLE "trade_requests" ADD CONSTRAINT "trade_requests_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trade_requests" ADD CONSTRAINT "trade_requests_keyId_fkey" FOREIGN KEY ("keyId") REFERENCES "api_keys"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

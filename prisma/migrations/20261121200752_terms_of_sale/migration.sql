-- CreateEnum
CREATE TYPE "BillingInterval" AS ENUM ('MONTH', 'YEAR');

-- CreateEnum
CREATE TYPE "CodeDuration" AS ENUM ('ONCE', 'MONTHS', 'FOREVER');

-- AlterTable
ALTER TABLE "strategies" ADD COLUMN     "trialDays" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "yearlyAmount" INTEGER;

-- AlterTable
ALTER TABLE "subscriptions" ADD COLUMN     "interval" "BillingInterval" NOT NULL DEFAULT 'MONTH',
ADD COLUMN     "promotionCodeId" TEXT;

-- CreateTable
CREATE TABLE "price_offers" (
    "id" TEXT NOT NULL,
    "subscriptionId" TEXT NOT NULL,
    "amount" INTEGER NOT NULL,
    "offeredAt" TIMESTAMPTZ(3) NOT NULL,
    "fromAt" TIMESTAMPTZ(3) NOT NULL,
    "agreedAt" TIMESTAMPTZ(3),
    "closedAt" TIMESTAMPTZ(3),
    "appliedAt" TIMESTAMPTZ(3),

    CONSTRAINT "price_offers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "promotion_codes" (
    "id" TEXT NOT NULL,
    "strategyId" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "percentOff" INTEGER NOT NULL,
    "duration" "CodeDuration" NOT NULL,
    "months" INTEGER,
    "usesMax" INTEGER,
    "expiresAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "promotion_codes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "trials" (
    "userId" TEXT NOT NULL,
    "strategyId" TEXT NOT NULL,
    "subscriptionId" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "cardFingerprint" TEXT,
    "refusedAt" TIMESTAMPTZ(3),

    CONSTRAINT "trials_pkey" PRIMARY KEY ("userId","strategyId")
);

-- CreateIndex
CREATE INDEX "price_offers_subscriptionId_offeredAt_idx" ON "price_offers"("subscriptionId", "offeredAt" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "promotion_codes_strategyId_code_key" ON "promotion_codes"("strategyId", "code");

-- CreateIndex
CREATE UNIQUE INDEX "trials_strategyId_cardFingerprint_key" ON "trials"("strategyId", "cardFingerprint");

-- CreateIndex
CREATE INDEX "subscriptions_promotionCodeId_idx" ON "subscriptions"("promotionCodeId");

-- AddForeignKey
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_promotionCodeId_fkey" FOREIGN KEY ("promotionCodeId") REFERENCES "promotion_codes"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "price_offers" ADD CONSTRAINT "price_offers_subscriptionId_fkey" FOREIGN KEY ("subscriptionId") REFERENCES "subscriptions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "promotion_codes" ADD CONSTRAINT "promotion_codes_strategyId_fkey" FOREIGN KEY ("strategyId") REFERENCES "strategies"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trials" ADD CONSTRAINT "trials_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trials" ADD CONSTRAINT "trials_strategyId_fkey" FOREIGN KEY ("strategyId") REFERENCES "strategies"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

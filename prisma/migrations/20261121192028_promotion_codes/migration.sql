-- CreateEnum
CREATE TYPE "CodeDuration" AS ENUM ('ONCE', 'MONTHS', 'FOREVER');

-- AlterTable
ALTER TABLE "subscriptions" ADD COLUMN     "promotionCodeId" TEXT;

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

-- CreateIndex
CREATE UNIQUE INDEX "promotion_codes_strategyId_code_key" ON "promotion_codes"("strategyId", "code");

-- CreateIndex
CREATE INDEX "subscriptions_promotionCodeId_idx" ON "subscriptions"("promotionCodeId");

-- AddForeignKey
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_promotionCodeId_fkey" FOREIGN KEY ("promotionCodeId") REFERENCES "promotion_codes"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "promotion_codes" ADD CONSTRAINT "promotion_codes_strategyId_fkey" FOREIGN KEY ("strategyId") REFERENCES "strategies"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

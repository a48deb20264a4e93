-- DropIndex
DROP INDEX "subscriptions_strategyId_status_idx";

-- AlterTable
ALTER TABLE "strategies" DROP COLUMN "stripePriceId",
DROP COLUMN "stripeProductId";

-- AlterTable
ALTER TABLE "subscriptions" ADD COLUMN     "accessOpen" BOOLEAN NOT NULL DEFAULT false;

-- CreateIndex
CREATE INDEX "subscriptions_strategyId_accessOpen_idx" ON "subscriptions"("strategyId", "accessOpen");

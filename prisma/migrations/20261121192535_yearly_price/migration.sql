-- CreateEnum
CREATE TYPE "BillingInterval" AS ENUM ('MONTH', 'YEAR');

-- AlterTable
ALTER TABLE "strategies" ADD COLUMN     "yearlyAmount" INTEGER;

-- AlterTable
ALTER TABLE "subscriptions" ADD COLUMN     "interval" "BillingInterval" NOT NULL DEFAULT 'MONTH';

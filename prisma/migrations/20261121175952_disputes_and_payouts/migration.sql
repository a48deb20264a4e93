-- CreateEnum
CREATE TYPE "PayoutStatus" AS ENUM ('REQUESTED', 'SENT', 'PAID', 'FAILED', 'CANCELLED', 'REFUSED');

-- AlterTable
ALTER TABLE "journals" ADD COLUMN     "chargeId" TEXT;

-- CreateTable
CREATE TABLE "disputes" (
    "id" TEXT NOT NULL,
    "chargeId" TEXT NOT NULL,
    "subscriberId" TEXT NOT NULL,
    "providerId" TEXT,
    "amount" INTEGER NOT NULL,
    "currency" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "short" BOOLEAN NOT NULL,
    "openedAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "disputes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payouts" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "stripeAccountId" TEXT NOT NULL,
    "amount" INTEGER NOT NULL,
    "currency" TEXT NOT NULL,
    "status" "PayoutStatus" NOT NULL,
    "by" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "stripePayoutId" TEXT,
    "failure" TEXT,
    "requestedAt" TIMESTAMPTZ(3) NOT NULL,
    "arrivesAt" TIMESTAMPTZ(3),
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payouts_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "disputes_providerId_openedAt_idx" ON "disputes"("providerId", "openedAt" DESC);

-- CreateIndex
CREATE INDEX "disputes_chargeId_idx" ON "disputes"("chargeId");

-- CreateIndex
CREATE UNIQUE INDEX "payouts_key_key" ON "payouts"("key");

-- CreateIndex
CREATE UNIQUE INDEX "payouts_stripePayoutId_key" ON "payouts"("stripePayoutId");

-- CreateIndex
CREATE INDEX "payouts_userId_requestedAt_idx" ON "payouts"("userId", "requestedAt" DESC);

-- CreateIndex
CREATE INDEX "journals_chargeId_idx" ON "journals"("chargeId");

-- AddForeignKey
ALTER TABLE "payouts" ADD CONSTRAINT "payouts_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AlterTable
ALTER TABLE "strategies" ADD COLUMN     "trialDays" INTEGER NOT NULL DEFAULT 0;

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
CREATE UNIQUE INDEX "trials_strategyId_cardFingerprint_key" ON "trials"("strategyId", "cardFingerprint");

-- AddForeignKey
ALTER TABLE "trials" ADD CONSTRAINT "trials_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trials" ADD CONSTRAINT "trials_strategyId_fkey" FOREIGN KEY ("strategyId") REFERENCES "strategies"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

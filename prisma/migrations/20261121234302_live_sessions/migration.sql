-- AlterTable
ALTER TABLE "trading_sessions" ADD COLUMN     "decidedAt" TIMESTAMPTZ(3),
ADD COLUMN     "maxSlippageBps" INTEGER,
ADD COLUMN     "protectPct" DECIMAL(9,4),
ADD COLUMN     "workedBars" INTEGER NOT NULL DEFAULT 0;

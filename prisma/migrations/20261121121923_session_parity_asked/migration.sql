-- AlterTable
ALTER TABLE "trading_sessions" ADD COLUMN     "parityAskedAt" TIMESTAMPTZ(3);

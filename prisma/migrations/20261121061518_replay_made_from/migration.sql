-- AlterTable
ALTER TABLE "market_replay" ADD COLUMN     "madeFrom" TEXT;

-- AlterTable
ALTER TABLE "positions" ADD COLUMN     "stopAskedAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "positions" ADD COLUMN     "unlistedSince" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "subscriptions" ADD COLUMN     "accessEndedAt" TIMESTAMPTZ(3);

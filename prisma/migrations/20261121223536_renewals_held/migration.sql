-- AlterTable
ALTER TABLE "subscriptions" ADD COLUMN     "renewalHeldAt" TIMESTAMPTZ(3);

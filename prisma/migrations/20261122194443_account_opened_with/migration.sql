-- AlterTable
ALTER TABLE "trade_accounts" ADD COLUMN     "openedWith" BYTEA;

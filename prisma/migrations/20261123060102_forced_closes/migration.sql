-- AlterTable
ALTER TABLE "external_trades" ADD COLUMN     "forced" TEXT;

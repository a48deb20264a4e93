-- AlterEnum
ALTER TYPE "LedgerAccount" ADD VALUE 'TAX';

-- AlterTable
ALTER TABLE "transactions" ADD COLUMN     "tax" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "transactions" ADD COLUMN     "documentUrl" TEXT;

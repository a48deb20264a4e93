-- AlterTable
ALTER TABLE "signal_notices" ADD COLUMN     "openSeq" INTEGER;

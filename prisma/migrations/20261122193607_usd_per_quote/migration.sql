-- AlterTable
ALTER TABLE "positions" ADD COLUMN     "usdPerQuote" DECIMAL(36,18) NOT NULL DEFAULT 1;

-- AlterTable
ALTER TABLE "intents" ADD COLUMN     "usdPerQuote" DECIMAL(36,18);

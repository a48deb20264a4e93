-- AlterTable
ALTER TABLE "api_keys" DROP COLUMN "keyVersion",
ADD COLUMN     "checkedAt" TIMESTAMPTZ(3) NOT NULL,
ADD COLUMN     "fault" TEXT,
ADD COLUMN     "masterKeyId" TEXT NOT NULL;

-- CreateTable
CREATE TABLE "api_key_uses" (
    "id" TEXT NOT NULL,
    "keyId" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "purpose" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,

    CONSTRAINT "api_key_uses_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "master_key_names" (
    "id" TEXT NOT NULL,
    "firstSeenAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "master_key_names_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "exchange_rules" (
    "exchange" TEXT NOT NULL,
    "admitUnproven" BOOLEAN NOT NULL,
    "changedBy" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "changedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "exchange_rules_pkey" PRIMARY KEY ("exchange")
);

-- CreateIndex
CREATE INDEX "api_key_uses_keyId_at_idx" ON "api_key_uses"("keyId", "at" DESC);

-- CreateIndex
CREATE INDEX "api_keys_status_checkedAt_idx" ON "api_keys"("status", "checkedAt");

-- CreateIndex
CREATE INDEX "api_keys_masterKeyId_idx" ON "api_keys"("masterKeyId");

-- AddForeignKey
ALTER TABLE "api_key_uses" ADD CONSTRAINT "api_key_uses_keyId_fkey" FOREIGN KEY ("keyId") REFERENCES "api_keys"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

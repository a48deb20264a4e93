-- CreateEnum
CREATE TYPE "FlagKind" AS ENUM ('LARGE_TRADE', 'SPLITTING', 'REVERSALS', 'BURST', 'RAISED_ON_NEW_DEVICE');

-- CreateEnum
CREATE TYPE "ReviewVerdict" AS ENUM ('CLEARED', 'REPORTED');

-- CreateTable
CREATE TABLE "compliance_flags" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "kind" "FlagKind" NOT NULL,
    "key" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "usd" DECIMAL(36,18),
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "compliance_flags_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "compliance_reviews" (
    "id" TEXT NOT NULL,
    "flagId" TEXT NOT NULL,
    "adminId" TEXT NOT NULL,
    "verdict" "ReviewVerdict" NOT NULL,
    "note" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "compliance_reviews_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "compliance_flags_key_key" ON "compliance_flags"("key");

-- CreateIndex
CREATE INDEX "compliance_flags_at_id_idx" ON "compliance_flags"("at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "compliance_flags_userId_idx" ON "compliance_flags"("userId");

-- CreateIndex
CREATE INDEX "compliance_reviews_flagId_at_idx" ON "compliance_reviews"("flagId", "at");

-- AddForeignKey
ALTER TABLE "compliance_reviews" ADD CONSTRAINT "compliance_reviews_flagId_fkey" FOREIGN KEY ("flagId") REFERENCES "compliance_flags"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

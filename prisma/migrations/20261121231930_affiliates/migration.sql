-- CreateEnum
CREATE TYPE "AffiliateTransferStatus" AS ENUM ('REQUESTED', 'SENT', 'REFUSED');

-- CreateTable
CREATE TABLE "affiliates" (
    "userId" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "affiliates_pkey" PRIMARY KEY ("userId")
);

-- CreateTable
CREATE TABLE "referrals" (
    "userId" TEXT NOT NULL,
    "affiliateId" TEXT NOT NULL,
    "shareBps" INTEGER NOT NULL,
    "joinedAt" TIMESTAMPTZ(3) NOT NULL,
    "endsAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "referrals_pkey" PRIMARY KEY ("userId")
);

-- CreateTable
CREATE TABLE "affiliate_transfers" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "stripeAccountId" TEXT NOT NULL,
    "amount" INTEGER NOT NULL,
    "currency" TEXT NOT NULL,
    "status" "AffiliateTransferStatus" NOT NULL,
    "key" TEXT NOT NULL,
    "stripeTransferId" TEXT,
    "requestedAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "affiliate_transfers_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "affiliates_code_key" ON "affiliates"("code");

-- CreateIndex
CREATE INDEX "referrals_affiliateId_joinedAt_idx" ON "referrals"("affiliateId", "joinedAt" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "affiliate_transfers_key_key" ON "affiliate_transfers"("key");

-- CreateIndex
CREATE UNIQUE INDEX "affiliate_transfers_stripeTransferId_key" ON "affiliate_transfers"("stripeTransferId");

-- CreateIndex
CREATE INDEX "affiliate_transfers_userId_requestedAt_idx" ON "affiliate_transfers"("userId", "requestedAt" DESC);

-- AddForeignKey
ALTER TABLE "affiliates" ADD CONSTRAINT "affiliates_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "referrals" ADD CONSTRAINT "referrals_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "referrals" ADD CONSTRAINT "referrals_affiliateId_fkey" FOREIGN KEY ("affiliateId") REFERENCES "affiliates"("userId") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "affiliate_transfers" ADD CONSTRAINT "affiliate_transfers_userId_fkey" FOREIGN KEY ("userId") REFERENCES "affiliates"("userId") ON DELETE RESTRICT ON UPDATE CASCADE;

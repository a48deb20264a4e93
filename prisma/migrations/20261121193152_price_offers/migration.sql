-- CreateTable
CREATE TABLE "price_offers" (
    "id" TEXT NOT NULL,
    "subscriptionId" TEXT NOT NULL,
    "amount" INTEGER NOT NULL,
    "offeredAt" TIMESTAMPTZ(3) NOT NULL,
    "fromAt" TIMESTAMPTZ(3) NOT NULL,
    "agreedAt" TIMESTAMPTZ(3),
    "closedAt" TIMESTAMPTZ(3),
    "appliedAt" TIMESTAMPTZ(3),

    CONSTRAINT "price_offers_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "price_offers_subscriptionId_offeredAt_idx" ON "price_offers"("subscriptionId", "offeredAt" DESC);

-- AddForeignKey
ALTER TABLE "price_offers" ADD CONSTRAINT "price_offers_subscriptionId_fkey" FOREIGN KEY ("subscriptionId") REFERENCES "subscriptions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

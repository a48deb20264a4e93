-- CreateTable
CREATE TABLE "late_fees" (
    "fillId" TEXT NOT NULL,
    "keyId" TEXT NOT NULL,
    "feeQuote" DECIMAL(36,18),
    "pricedAt" TIMESTAMPTZ(3),

    CONSTRAINT "late_fees_pkey" PRIMARY KEY ("fillId")
);

-- CreateIndex
CREATE INDEX "late_fees_keyId_pricedAt_idx" ON "late_fees"("keyId", "pricedAt");

-- AddForeignKey
ALTER TABLE "late_fees" ADD CONSTRAINT "late_fees_fillId_fkey" FOREIGN KEY ("fillId") REFERENCES "fills"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "late_fees" ADD CONSTRAINT "late_fees_keyId_fkey" FOREIGN KEY ("keyId") REFERENCES "api_keys"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Executions recorded before this that had no price are priced late too.
INSERT INTO "late_fees" ("fillId", "keyId")
SELECT f."id", o."keyId" FROM "fills" f JOIN "orders" o ON o."id" = f."orderId"
WHERE o."mode" = 'LIVE' AND o."keyId" IS NOT NULL AND f."feeQuote" = 0 AND f."fee" > 0;

-- CreateIndex
CREATE INDEX "trade_requests_keyId_idx" ON "trade_requests"("keyId");

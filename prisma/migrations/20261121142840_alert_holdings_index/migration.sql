-- CreateIndex
CREATE INDEX "alert_holdings_addressId_idx" ON "alert_holdings"("addressId");

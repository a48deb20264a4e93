-- CreateTable
CREATE TABLE "alert_addresses" (
    "id" TEXT NOT NULL,
    "strategyId" TEXT NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "last4" TEXT NOT NULL,
    "secretHash" TEXT,
    "ips" TEXT[],
    "market" "MarketKind" NOT NULL,
    "exchange" TEXT,
    "stopPct" DECIMAL(36,18),
    "targets" JSONB NOT NULL,
    "shorts" BOOLEAN NOT NULL,
    "alertMaxAgeSec" INTEGER NOT NULL,
    "signalMaxAgeSec" INTEGER,
    "maxSlippageBps" INTEGER,
    "expectEveryMin" INTEGER,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "rotatedAt" TIMESTAMPTZ(3),
    "revokedAt" TIMESTAMPTZ(3),
    "lastDeliveryAt" TIMESTAMPTZ(3),
    "silenceToldAt" TIMESTAMPTZ(3),
    "floodToldAt" TIMESTAMPTZ(3),
    "nearLimitToldAt" TIMESTAMPTZ(3),

    CONSTRAINT "alert_addresses_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert_deliveries" (
    "id" TEXT NOT NULL,
    "addressId" TEXT NOT NULL,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,
    "test" BOOLEAN NOT NULL,
    "status" INTEGER NOT NULL,
    "outcome" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "fieldErrors" JSONB,
    "signalId" TEXT,
    "style" TEXT,
    "contentType" TEXT NOT NULL,
    "ip" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "tookMs" INTEGER NOT NULL,

    CONSTRAINT "alert_deliveries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert_keys" (
    "addressId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "signalId" TEXT,

    CONSTRAINT "alert_keys_pkey" PRIMARY KEY ("addressId","key")
);

-- CreateTable
CREATE TABLE "alert_holdings" (
    "signalId" TEXT NOT NULL,
    "addressId" TEXT NOT NULL,
    "quantity" DECIMAL(36,18) NOT NULL,

    CONSTRAINT "alert_holdings_pkey" PRIMARY KEY ("signalId")
);

-- CreateIndex
CREATE UNIQUE INDEX "alert_addresses_strategyId_key" ON "alert_addresses"("strategyId");

-- CreateIndex
CREATE UNIQUE INDEX "alert_addresses_tokenHash_key" ON "alert_addresses"("tokenHash");

-- CreateIndex
CREATE INDEX "alert_deliveries_addressId_receivedAt_id_idx" ON "alert_deliveries"("addressId", "receivedAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "alert_keys_at_idx" ON "alert_keys"("at");

-- AddForeignKey
ALTER TABLE "alert_addresses" ADD CONSTRAINT "alert_addresses_strategyId_fkey" FOREIGN KEY ("strategyId") REFERENCES "strategies"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert_deliveries" ADD CONSTRAINT "alert_deliveries_addressId_fkey" FOREIGN KEY ("addressId") REFERENCES "alert_addresses"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert_keys" ADD CONSTRAINT "alert_keys_addressId_fkey" FOREIGN KEY ("addressId") REFERENCES "alert_addresses"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert_holdings" ADD CONSTRAINT "alert_holdings_addressId_fkey" FOREIGN KEY ("addressId") REFERENCES "alert_addresses"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

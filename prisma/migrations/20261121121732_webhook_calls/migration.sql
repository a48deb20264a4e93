-- CreateTable
CREATE TABLE "webhook_calls" (
    "deliveryId" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "channelId" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "status" INTEGER,
    "answer" TEXT NOT NULL,
    "tookMs" INTEGER NOT NULL,

    CONSTRAINT "webhook_calls_pkey" PRIMARY KEY ("deliveryId","at")
);

-- CreateIndex
CREATE INDEX "webhook_calls_channelId_at_idx" ON "webhook_calls"("channelId", "at" DESC);

-- CreateIndex
CREATE INDEX "webhook_calls_at_idx" ON "webhook_calls"("at");

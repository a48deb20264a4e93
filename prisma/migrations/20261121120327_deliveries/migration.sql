-- CreateEnum
CREATE TYPE "ChannelKind" AS ENUM ('EMAIL', 'TELEGRAM', 'DISCORD', 'WEB_PUSH', 'WEBHOOK');

-- CreateEnum
CREATE TYPE "ChannelState" AS ENUM ('ACTIVE', 'PAUSED', 'OFF');

-- CreateEnum
CREATE TYPE "DeliveryState" AS ENUM ('QUEUED', 'SENT', 'FAILED', 'DEAD', 'SKIPPED');

-- CreateTable
CREATE TABLE "channels" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "kind" "ChannelKind" NOT NULL,
    "address" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "sealed" TEXT,
    "state" "ChannelState" NOT NULL,
    "stateReason" TEXT,
    "verifiedAt" TIMESTAMPTZ(3),
    "events" TEXT[],
    "hourlyMax" INTEGER NOT NULL,
    "failures" INTEGER NOT NULL,
    "failingSince" TIMESTAMPTZ(3),
    "retryAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "channels_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "delivery_settings" (
    "userId" TEXT NOT NULL,
    "quietFrom" INTEGER,
    "quietTo" INTEGER,
    "escalateFromId" TEXT,
    "escalateToId" TEXT,
    "escalateAfterMin" INTEGER NOT NULL,
    "pnlDay" TEXT,

    CONSTRAINT "delivery_settings_pkey" PRIMARY KEY ("userId")
);

-- CreateTable
CREATE TABLE "deliveries" (
    "id" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "channelId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "kind" "ChannelKind" NOT NULL,
    "event" TEXT NOT NULL,
    "urgent" BOOLEAN NOT NULL,
    "title" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "link" TEXT,
    "notificationId" TEXT,
    "signalId" TEXT,
    "state" "DeliveryState" NOT NULL,
    "reason" TEXT,
    "attempts" INTEGER NOT NULL,
    "dueAt" TIMESTAMPTZ(3) NOT NULL,
    "heldAt" TIMESTAMPTZ(3),
    "digestId" TEXT,
    "escalateAt" TIMESTAMPTZ(3),
    "sentAt" TIMESTAMPTZ(3),
    "receipt" TEXT,

    CONSTRAINT "deliveries_pkey" PRIMARY KEY ("id","createdAt")
);

-- CreateTable
CREATE TABLE "delivery_attempts" (
    "deliveryId" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "number" INTEGER NOT NULL,
    "outcome" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "tookMs" INTEGER NOT NULL,

    CONSTRAINT "delivery_attempts_pkey" PRIMARY KEY ("deliveryId","at","number")
);

-- CreateTable
CREATE TABLE "channel_links" (
    "hash" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "kind" "ChannelKind" NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "usedAt" TIMESTAMPTZ(3),

    CONSTRAINT "channel_links_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "bot_cursors" (
    "name" TEXT NOT NULL,
    "offset" BIGINT NOT NULL,

    CONSTRAINT "bot_cursors_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE INDEX "channels_kind_address_idx" ON "channels"("kind", "address");

-- CreateIndex
CREATE UNIQUE INDEX "channels_userId_kind_address_key" ON "channels"("userId", "kind", "address");

-- CreateIndex
CREATE INDEX "deliveries_channelId_createdAt_idx" ON "deliveries"("channelId", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "deliveries_notificationId_idx" ON "deliveries"("notificationId");

-- CreateIndex
CREATE INDEX "deliveries_userId_signalId_idx" ON "deliveries"("userId", "signalId");

-- CreateIndex
CREATE INDEX "deliveries_state_createdAt_idx" ON "deliveries"("state", "createdAt");

-- CreateIndex
CREATE INDEX "delivery_attempts_at_idx" ON "delivery_attempts"("at");

-- CreateIndex
CREATE INDEX "channel_links_userId_idx" ON "channel_links"("userId");

-- AddForeignKey
ALTER TABLE "channels" ADD CONSTRAINT "channels_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delivery_settings" ADD CONSTRAINT "delivery_settings_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "channel_links" ADD CONSTRAINT "channel_links_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Whoever confirmed an address already is told by mail what cannot wait.
INSERT INTO "channels" ("id", "userId", "kind", "address", "label", "state", "verifiedAt", "events", "hourlyMax", "failures", "createdAt", "updatedAt")
SELECT 'chn_' || md5("id" || ':EMAIL'), "id", 'EMAIL', "email", "email", 'ACTIVE', "emailVerifiedAt",
  ARRAY['failure', 'billing', 'security', 'pnl'], 20, 0, "emailVerifiedAt", "emailVerifiedAt"
FROM "users" WHERE "emailVerifiedAt" IS NOT NULL AND "bannedAt" IS NULL;

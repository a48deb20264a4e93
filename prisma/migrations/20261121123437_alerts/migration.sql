-- CreateTable
CREATE TABLE "alerts" (
    "key" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "link" TEXT,
    "count" INTEGER NOT NULL,
    "firstAt" TIMESTAMPTZ(3) NOT NULL,
    "lastAt" TIMESTAMPTZ(3) NOT NULL,
    "wantedAt" TIMESTAMPTZ(3) NOT NULL,
    "centreAt" TIMESTAMPTZ(3),
    "discordAt" TIMESTAMPTZ(3),
    "telegramAt" TIMESTAMPTZ(3),

    CONSTRAINT "alerts_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "alerts_wantedAt_idx" ON "alerts"("wantedAt");

-- Notices of signals once an event instead of once a reader (docs/decisions/0031). Rows of signals that lie in notifications stay there and are
-- shown from there. Partitions are made by ensure_partitions, after every migration.
-- CreateTable
CREATE TABLE "signal_notices" (
    "strategyId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "id" TEXT NOT NULL,
    "signalId" TEXT NOT NULL,
    "publishedAt" TIMESTAMPTZ(3) NOT NULL,
    "title" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "exceptIds" TEXT[],

    CONSTRAINT "signal_notices_pkey" PRIMARY KEY ("strategyId","seq","createdAt")
) PARTITION BY RANGE ("createdAt");

-- CreateTable
CREATE TABLE "signal_audiences" (
    "userId" TEXT NOT NULL,
    "strategyId" TEXT NOT NULL,
    "fromSeq" INTEGER NOT NULL,
    "toSeq" INTEGER,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "signal_audiences_pkey" PRIMARY KEY ("userId","strategyId","fromSeq")
);

-- CreateTable
CREATE TABLE "signal_notice_heads" (
    "strategyId" TEXT NOT NULL,
    "fromSeq" INTEGER NOT NULL,
    "lastSeq" INTEGER NOT NULL,

    CONSTRAINT "signal_notice_heads_pkey" PRIMARY KEY ("strategyId")
);

-- CreateTable
CREATE TABLE "signal_notice_marks" (
    "strategyId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "markedAt" TIMESTAMPTZ(3) NOT NULL,
    "seqs" int4multirange NOT NULL,

    CONSTRAINT "signal_notice_marks_pkey" PRIMARY KEY ("strategyId","userId","markedAt")
);

-- CreateIndex
CREATE INDEX "signal_audiences_strategyId_toSeq_idx" ON "signal_audiences"("strategyId", "toSeq");

-- Deliveries of one signal share their notice's id now: receipts are looked for by user and notice.
-- DropIndex
DROP INDEX "deliveries_notificationId_idx";

-- CreateIndex
CREATE INDEX "deliveries_userId_notificationId_idx" ON "deliveries"("userId", "notificationId");

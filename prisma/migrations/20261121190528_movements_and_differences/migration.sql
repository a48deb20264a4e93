-- CreateTable
CREATE TABLE "balance_movements" (
    "id" TEXT NOT NULL,
    "accountId" TEXT,
    "type" TEXT NOT NULL,
    "sourceId" TEXT,
    "currency" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "fee" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "journalObjectId" TEXT,
    "journalKind" TEXT,

    CONSTRAINT "balance_movements_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "money_differences" (
    "kind" TEXT NOT NULL,
    "objectId" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "what" TEXT NOT NULL,
    "ours" BIGINT NOT NULL,
    "theirs" BIGINT NOT NULL,
    "firstSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "lastSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "goneAt" TIMESTAMPTZ(3),

    CONSTRAINT "money_differences_pkey" PRIMARY KEY ("kind","objectId","what","currency")
);

-- CreateTable
CREATE TABLE "money_checks" (
    "id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "balances" INTEGER NOT NULL,
    "movements" INTEGER NOT NULL,
    "differences" INTEGER NOT NULL,

    CONSTRAINT "money_checks_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "balance_movements_accountId_at_idx" ON "balance_movements"("accountId", "at" DESC);

-- CreateIndex
CREATE INDEX "balance_movements_journalObjectId_journalKind_idx" ON "balance_movements"("journalObjectId", "journalKind");

-- CreateIndex
CREATE INDEX "money_differences_goneAt_firstSeenAt_idx" ON "money_differences"("goneAt", "firstSeenAt");

-- CreateIndex
CREATE INDEX "money_checks_at_idx" ON "money_checks"("at" DESC);

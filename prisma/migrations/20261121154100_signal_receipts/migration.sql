-- CreateTable
CREATE TABLE "signal_receipts" (
    "strategyId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "received" int4multirange NOT NULL DEFAULT '{}'::int4multirange,
    "seen" int4multirange NOT NULL DEFAULT '{}'::int4multirange,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "signal_receipts_pkey" PRIMARY KEY ("strategyId","userId")
);

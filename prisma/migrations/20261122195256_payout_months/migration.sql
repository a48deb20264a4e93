-- CreateTable
CREATE TABLE "payout_months" (
    "month" TEXT NOT NULL,
    "waiting" TEXT[],
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payout_months_pkey" PRIMARY KEY ("month")
);

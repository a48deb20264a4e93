-- CreateTable
CREATE TABLE "copied_events" (
    "strategyId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "copied_events_pkey" PRIMARY KEY ("strategyId","seq")
);

-- AddForeignKey
ALTER TABLE "copied_events" ADD CONSTRAINT "copied_events_strategyId_seq_fkey" FOREIGN KEY ("strategyId", "seq") REFERENCES "signal_events"("strategyId", "seq") ON DELETE RESTRICT ON UPDATE CASCADE;

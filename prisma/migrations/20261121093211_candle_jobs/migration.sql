-- CreateTable
CREATE TABLE "candle_jobs" (
    "id" TEXT NOT NULL,
    "status" "RunStatus" NOT NULL,
    "request" JSONB NOT NULL,
    "file" BYTEA,
    "done" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER NOT NULL DEFAULT 0,
    "message" TEXT NOT NULL DEFAULT '',
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),
    "cancelRequestedAt" TIMESTAMPTZ(3),

    CONSTRAINT "candle_jobs_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "candle_jobs_createdAt_idx" ON "candle_jobs"("createdAt" DESC);

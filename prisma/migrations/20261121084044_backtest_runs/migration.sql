-- CreateEnum
CREATE TYPE "BacktestKind" AS ENUM ('RUN', 'BATCH', 'OPTIMISATION', 'WALK_FORWARD');

-- DropIndex
DROP INDEX "backtests_userId_createdAt_idx";

-- AlterTable
ALTER TABLE "backtests" ADD COLUMN     "attempts" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "beatAt" TIMESTAMPTZ(3),
ADD COLUMN     "cancelRequestedAt" TIMESTAMPTZ(3),
ADD COLUMN     "computeMs" INTEGER,
ADD COLUMN     "evidenceClass" "EvidenceClass" NOT NULL,
ADD COLUMN     "exchange" TEXT NOT NULL,
ADD COLUMN     "kind" "BacktestKind" NOT NULL,
ADD COLUMN     "leasedBy" TEXT,
ADD COLUMN     "parentId" TEXT,
ADD COLUMN     "place" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "progress" JSONB NOT NULL,
ADD COLUMN     "request" JSONB NOT NULL,
ADD COLUMN     "searchState" BYTEA,
ADD COLUMN     "strategy" TEXT NOT NULL,
ADD COLUMN     "summary" JSONB,
ADD COLUMN     "symbol" TEXT NOT NULL,
ADD COLUMN     "timeframe" TEXT NOT NULL,
ADD COLUMN     "trials" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "work" BIGINT NOT NULL DEFAULT 0,
ALTER COLUMN "settings" DROP NOT NULL;

-- CreateIndex
CREATE INDEX "backtests_userId_createdAt_id_idx" ON "backtests"("userId", "createdAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "backtests_parentId_place_idx" ON "backtests"("parentId", "place");

-- AddForeignKey
ALTER TABLE "backtests" ADD CONSTRAINT "backtests_parentId_fkey" FOREIGN KEY ("parentId") REFERENCES "backtests"("id") ON DELETE CASCADE ON UPDATE CASCADE;

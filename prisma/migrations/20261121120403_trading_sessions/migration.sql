-- DropForeignKey
ALTER TABLE "trading_sessions" DROP CONSTRAINT "trading_sessions_strategyId_fkey";

-- DropIndex
DROP INDEX "trading_sessions_userId_startedAt_idx";

-- DropIndex
DROP INDEX "trading_sessions_strategyId_idx";

-- AlterTable
ALTER TABLE "trading_sessions" DROP COLUMN "strategyId",
ADD COLUMN     "bars" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "cash" DOUBLE PRECISION NOT NULL,
ADD COLUMN     "engineVersion" TEXT NOT NULL,
ADD COLUMN     "equity" DOUBLE PRECISION NOT NULL,
ADD COLUMN     "firstBarMs" BIGINT NOT NULL,
ADD COLUMN     "gaps" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "lastLogSeq" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "nextBarMs" BIGINT NOT NULL,
ADD COLUMN     "parity" JSONB,
ADD COLUMN     "parityAt" TIMESTAMPTZ(3),
ADD COLUMN     "parityBars" INTEGER,
ADD COLUMN     "parityScore" DOUBLE PRECISION,
ADD COLUMN     "position" DOUBLE PRECISION NOT NULL DEFAULT 0,
ADD COLUMN     "savedState" JSONB,
ADD COLUMN     "settings" JSONB NOT NULL,
ADD COLUMN     "source" TEXT NOT NULL,
ADD COLUMN     "strategy" TEXT NOT NULL,
ADD COLUMN     "trades" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "wins" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "trading_session_bars" (
    "sessionId" TEXT NOT NULL,
    "index" INTEGER NOT NULL,
    "timeMs" BIGINT NOT NULL,
    "open" DOUBLE PRECISION NOT NULL,
    "high" DOUBLE PRECISION NOT NULL,
    "low" DOUBLE PRECISION NOT NULL,
    "close" DOUBLE PRECISION NOT NULL,
    "volume" DOUBLE PRECISION NOT NULL,
    "equity" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "trading_session_bars_pkey" PRIMARY KEY ("sessionId","index")
);

-- CreateTable
CREATE TABLE "trading_session_trades" (
    "sessionId" TEXT NOT NULL,
    "index" INTEGER NOT NULL,
    "side" "PositionSide" NOT NULL,
    "qty" DOUBLE PRECISION NOT NULL,
    "entryBar" INTEGER NOT NULL,
    "exitBar" INTEGER NOT NULL,
    "entryTimeMs" BIGINT NOT NULL,
    "exitTimeMs" BIGINT NOT NULL,
    "entryPrice" DOUBLE PRECISION NOT NULL,
    "exitPrice" DOUBLE PRECISION NOT NULL,
    "stop" DOUBLE PRECISION,
    "target" DOUBLE PRECISION,
    "fees" DOUBLE PRECISION NOT NULL,
    "funding" DOUBLE PRECISION NOT NULL,
    "grossPnl" DOUBLE PRECISION NOT NULL,
    "pnl" DOUBLE PRECISION NOT NULL,
    "exitReason" TEXT NOT NULL,
    "tag" INTEGER,

    CONSTRAINT "trading_session_trades_pkey" PRIMARY KEY ("sessionId","index")
);

-- CreateTable
CREATE TABLE "trading_session_log" (
    "sessionId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "barMs" BIGINT,
    "kind" TEXT NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "trading_session_log_pkey" PRIMARY KEY ("sessionId","seq")
);

-- CreateIndex
CREATE INDEX "trading_sessions_userId_startedAt_id_idx" ON "trading_sessions"("userId", "startedAt" DESC, "id" DESC);

-- AddForeignKey
ALTER TABLE "trading_session_bars" ADD CONSTRAINT "trading_session_bars_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "trading_sessions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trading_session_trades" ADD CONSTRAINT "trading_session_trades_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "trading_sessions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trading_session_log" ADD CONSTRAINT "trading_session_log_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "trading_sessions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- DropIndex
DROP INDEX "positions_keyId_state_idx";

-- CreateIndex
CREATE INDEX "positions_keyId_state_closedAt_idx" ON "positions"("keyId", "state", "closedAt");

-- DropIndex
DROP INDEX "positions_keyId_state_idx";

-- CreateIndex
CREATE INDEX "positions_keyId_state_closedAt_idx" ON "positions"("keyId", "state", "closedAt");

-- A second factor needs a confirmed address from now on (decision 0010). One that stands on an address nobody has confirmed may be a stranger's,
-- and no reset would turn it off for the address's owner.
DELETE FROM "recovery_codes" c USING "users" u WHERE u.id = c."userId" AND u."emailVerifiedAt" IS NULL;
UPDATE "users" SET "totpSecret" = NULL, "totpEnabledAt" = NULL, "totpLastStep" = NULL, "totpFailures" = 0, "totpLockedUntil" = NULL
WHERE "emailVerifiedAt" IS NULL AND "totpSecret" IS NOT NULL;

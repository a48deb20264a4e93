-- AlterTable
ALTER TABLE "journals" ADD COLUMN     "chargeId" TEXT;

-- CreateIndex
CREATE INDEX "journals_chargeId_idx" ON "journals"("chargeId");

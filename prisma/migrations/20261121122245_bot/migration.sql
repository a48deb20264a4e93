-- AlterTable
ALTER TABLE "bot_cursors" ADD COLUMN     "address" TEXT;

-- AlterTable
ALTER TABLE "follows" ADD COLUMN     "pausedMode" "FollowMode";

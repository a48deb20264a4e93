-- CreateEnum
CREATE TYPE "PlatformPlan" AS ENUM ('TRIAL', 'STARTER', 'PRO', 'MANAGED');

-- AlterTable
ALTER TABLE "users" ADD COLUMN     "plan" "PlatformPlan" NOT NULL DEFAULT 'TRIAL';

-- AlterTable
ALTER TABLE "users" ADD COLUMN     "trialEndsAt" TIMESTAMPTZ(3),
ADD COLUMN     "trialToldAt" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "plan_subscriptions" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "plan" "PlatformPlan" NOT NULL,
    "boughtPlan" "PlatformPlan" NOT NULL,
    "status" "SubscriptionStatus" NOT NULL,
    "priceAmount" INTEGER NOT NULL,
    "priceCurrency" TEXT NOT NULL,
    "stripeCheckoutId" TEXT,
    "checkoutUrl" TEXT,
    "stripeSubscriptionId" TEXT,
    "currentPeriodEnd" TIMESTAMPTZ(3),
    "cancelAtPeriodEnd" BOOLEAN NOT NULL DEFAULT false,
    "nextPlan" "PlatformPlan",
    "nextAmount" INTEGER,
    "nextAt" TIMESTAMPTZ(3),
    "pastDueSince" TIMESTAMPTZ(3),
    "upgradedAt" TIMESTAMPTZ(3),
    "moneyBackAt" TIMESTAMPTZ(3),
    "moneyBackDoneAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "activatedAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "plan_subscriptions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "managed_requests" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "askedAt" TIMESTAMPTZ(3) NOT NULL,
    "priceAmount" INTEGER,
    "priceCurrency" TEXT NOT NULL DEFAULT 'USD',
    "pricedById" TEXT,
    "pricedAt" TIMESTAMPTZ(3),

    CONSTRAINT "managed_requests_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "plan_subscriptions_stripeCheckoutId_key" ON "plan_subscriptions"("stripeCheckoutId");

-- CreateIndex
CREATE UNIQUE INDEX "plan_subscriptions_stripeSubscriptionId_key" ON "plan_subscriptions"("stripeSubscriptionId");

-- CreateIndex
CREATE INDEX "plan_subscriptions_userId_createdAt_idx" ON "plan_subscriptions"("userId", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "managed_requests_userId_askedAt_idx" ON "managed_requests"("userId", "askedAt" DESC);

-- AddForeignKey
ALTER TABLE "plan_subscriptions" ADD CONSTRAINT "plan_subscriptions_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "managed_requests" ADD CONSTRAINT "managed_requests_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Accounts from before the rule have their 14 days from now on: nobody had told them of an end. `now()` is the machine's: a test's clock may be ahead of it.
UPDATE "users" SET "trialEndsAt" = greatest("createdAt", now()) + interval '14 days' WHERE role <> 'ADMIN';

-- AlterTable
ALTER TABLE "subscriptions" ADD COLUMN     "paidTo" TEXT;

-- CreateTable
CREATE TABLE "former_connect_accounts" (
    "stripeAccountId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "endedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "former_connect_accounts_pkey" PRIMARY KEY ("stripeAccountId")
);

-- CreateIndex
CREATE INDEX "former_connect_accounts_userId_idx" ON "former_connect_accounts"("userId");

-- AddForeignKey
ALTER TABLE "former_connect_accounts" ADD CONSTRAINT "former_connect_accounts_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

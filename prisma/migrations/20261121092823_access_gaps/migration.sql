-- CreateTable
CREATE TABLE "access_gaps" (
    "subscriptionId" TEXT NOT NULL,
    "from" TIMESTAMPTZ(3) NOT NULL,
    "to" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "access_gaps_pkey" PRIMARY KEY ("subscriptionId","from")
);

-- AddForeignKey
ALTER TABLE "access_gaps" ADD CONSTRAINT "access_gaps_subscriptionId_fkey" FOREIGN KEY ("subscriptionId") REFERENCES "subscriptions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

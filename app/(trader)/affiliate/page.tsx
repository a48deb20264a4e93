import type { Metadata } from "next";
import { AffiliateSums } from "@/components/affiliates/affiliate-money";
import { TransferTable } from "@/components/affiliates/transfer-table";
import { OnboardingPanel } from "@/components/billing/onboarding-panel";
import { CopyButton } from "@/components/ui/copy-button";
import { Form, SubmitButton } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { PageHead, Panel } from "@/components/ui/panel";
import { requireRole } from "@/lib/auth/require-role";
import { REF_PARAM } from "@/lib/features/affiliates/affiliate";
import { affiliateOf } from "@/lib/features/affiliates/queries";
import { affiliateMoney, listAffiliateTransfers } from "@/lib/features/billing/affiliate-queries";
import { getConnect } from "@/lib/features/billing/queries";
import { refreshConnect } from "@/lib/features/billing/refresh-connect";
import { AppError } from "@/lib/kernel/errors";
import { getCtx } from "@/lib/runtime/ctx";
import { onboardAffiliateAction, openAffiliateAction } from "./actions.ts";

export const metadata: Metadata = { title: "Affiliate" };

const TRANSFERS_SHOWN = 24;

interface Props {
  readonly searchParams: Promise<{ readonly onboarding?: string | string[] }>;
}

/** The user's own link, what it brought, and where the money is. */
export default async function AffiliatePage({ searchParams }: Props) {
  const actor = await requireRole("SUBSCRIBER");
  const ctx = getCtx();
  const { onboarding } = await searchParams;
  if (onboarding === "returned") {
    // Stripe's event may still be under way: read the account now, so that the page tells what was just done.
    await refreshConnect(ctx, actor).catch((error: unknown) => {
      if (!(error instanceof AppError && error.code === "payments_unavailable")) throw error;
    });
  }
  const { db, config } = ctx;
  const { shareBps, months } = config.affiliate;
  const [affiliate, money, transfers, connect] = await Promise.all([
    affiliateOf(db, actor.userId),
    affiliateMoney(db, ctx.clock.now(), [actor.userId]),
    listAffiliateTransfers(db, actor.userId, TRANSFERS_SHOWN),
    getConnect(db, actor.userId),
  ]);
  const link = affiliate === null ? null : `${config.baseUrl}/?${REF_PARAM}=${affiliate.code}`;
  return (
    <>
      <PageHead
        title="Affiliate"
        lead={`Who signs up within 30 days of your link earns you ${shareBps / 100} % of the platform's part of his payments, for ${months} months. He pays no more for it.`}
      />
      <div className="stack">
        <Panel title="Your link">
          {link === null ? (
            <Form action={openAffiliateAction}>
              <p className="mb-4 max-w-(--measure) text-ink-2">
                The platform&rsquo;s part is 20 % of a strategy&rsquo;s price and all of a plan&rsquo;s. A refund or a
                dispute takes your share back in proportion.
              </p>
              <SubmitButton pendingText="Making it…">Get my link</SubmitButton>
            </Form>
          ) : (
            <div className="flex flex-wrap items-center gap-3">
              <code className="min-w-0 break-all">{link}</code>
              <CopyButton text={link} label="Copy your link" />
            </div>
          )}
        </Panel>
        {affiliate !== null && (
          <>
            <Panel title="So far">
              <AffiliateSums joined={affiliate.joined} money={money} />
            </Panel>
            {onboarding === "expired" && connect.status !== "ACTIVE" && (
              <Notice title="That link was used up.">Open the set-up again: links to Stripe last a few minutes.</Notice>
            )}
            <OnboardingPanel
              connect={connect}
              emailVerified={actor.emailVerified}
              action={onboardAffiliateAction}
              sells={false}
            />
            {transfers.length > 0 && (
              <Panel title="Transfers" flush>
                <TransferTable rows={transfers} />
              </Panel>
            )}
          </>
        )}
      </div>
    </>
  );
}

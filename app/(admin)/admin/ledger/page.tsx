import type { Metadata } from "next";
import { Fragment } from "react";
import { DifferencesPanel } from "@/components/billing/differences-panel";
import { JournalTable } from "@/components/billing/journal-table";
import { PaymentPanel } from "@/components/billing/payment-panel";
import { TrialBalanceTable } from "@/components/billing/trial-balance-table";
import { EmptyState } from "@/components/ui/empty-state";
import { Money } from "@/components/ui/figures";
import { plural } from "@/components/ui/format";
import { Notice } from "@/components/ui/notice";
import { PageHead, Panel } from "@/components/ui/panel";
import { When } from "@/components/ui/when";
import { requireRole } from "@/lib/auth/require-role";
import { lastCheck, openDifferences } from "@/lib/features/billing/difference-queries";
import {
  deadPaymentEvents,
  newestJournals,
  type OwedDifference,
  owedDifferences,
  trialBalance,
} from "@/lib/features/billing/ledger-queries";
import { findPayment } from "@/lib/features/billing/payment-queries";
import { getCtx } from "@/lib/runtime/ctx";
import { refundAction } from "./actions.ts";

export const metadata: Metadata = { title: "Ledger" };

const JOURNALS_SHOWN = 50;
const DIFFERENCES_SHOWN = 100;

interface Props {
  searchParams: Promise<{ payment?: string | string[]; refunded?: string | string[] }>;
}

/** Whose the money is, to the cent: every account, what does not agree (expected: nothing), the newest journals, and one payment in full. */
export default async function LedgerPage({ searchParams }: Props) {
  await requireRole("ADMIN");
  const { db, clock, ids } = getCtx();
  const now = clock.now();
  const { payment: asked, refunded } = await searchParams;
  const [payment, balance, owed, differences, check, journals, dead] = await Promise.all([
    typeof asked === "string" ? findPayment(db, asked) : null,
    trialBalance(db, now),
    owedDifferences(db),
    openDifferences(db, DIFFERENCES_SHOWN),
    lastCheck(db),
    newestJournals(db, JOURNALS_SHOWN),
    deadPaymentEvents(db),
  ]);
  return (
    <>
      <PageHead
        title="Ledger"
        lead="Every movement of money is a journal whose entries sum to 0. Debits are positive, credits negative."
        facts={[
          <Fragment key="at">
            As of <When at={now} as="exact" utc />
          </Fragment>,
        ]}
      />
      <div className="stack">
        <Differences differences={owed} dead={dead} />
        {asked !== undefined && payment === null && (
          <Notice tone="warn" title="No such payment.">
            No payment with this id is booked. Ids of payments begin with ch_ or py_.
          </Notice>
        )}
        {payment !== null && (
          <PaymentPanel
            payment={payment}
            refunded={refunded !== undefined}
            orderId={ids.make("request")}
            action={refundAction}
          />
        )}
        <DifferencesPanel check={check} rows={differences} />
        <Panel title="Trial balance" flush>
          {balance.length === 0 ? (
            <EmptyState title="Nothing was booked yet">The first payment for a strategy opens the books.</EmptyState>
          ) : (
            <TrialBalanceTable rows={balance} />
          )}
        </Panel>
        {journals.length > 0 && (
          <Panel title="Newest journals" flush>
            <JournalTable label="Newest journals" rows={journals} />
          </Panel>
        )}
      </div>
    </>
  );
}

/** What our own books contradict. Silent when they do not. */
function Differences({ differences, dead }: { differences: readonly OwedDifference[]; dead: number }) {
  return (
    <>
      {dead > 0 && (
        <Notice tone="bad" title={`${plural(dead, "payment event")} could not be booked.`}>
          Each was tried 8 times. The error stands beside it in the table stripe_events.
        </Notice>
      )}
      {differences.length > 0 && (
        <Notice
          tone="bad"
          title={`${plural(differences.length, "account")} of providers do not hold what the books owe.`}
        >
          <ul>
            {differences.map(({ userId, name, currency, owed, held }) => (
              <li key={`${userId} ${currency}`}>
                {name}: owed <Money amount={owed} currency={currency} />, on his account{" "}
                <Money amount={held} currency={currency} />
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  );
}

import type { Metadata } from "next";
import { JournalTable } from "@/components/billing/journal-table";
import { TrialBalanceTable } from "@/components/billing/trial-balance-table";
import { EmptyState } from "@/components/ui/empty-state";
import { Money } from "@/components/ui/figures";
import { formatDateTime, plural } from "@/components/ui/format";
import { Notice } from "@/components/ui/notice";
import { PageHead, Panel } from "@/components/ui/panel";
import { requireRole } from "@/lib/auth/require-role";
import {
  deadPaymentEvents,
  newestJournals,
  type OwedDifference,
  owedDifferences,
  trialBalance,
} from "@/lib/features/billing/ledger-queries";
import { toIso } from "@/lib/kernel/time";
import { getCtx } from "@/lib/runtime/ctx";

export const metadata: Metadata = { title: "Ledger" };

const JOURNALS_SHOWN = 50;

/** Whose the money is, to the cent: every account, what does not agree (expected: nothing), and the newest journals. */
export default async function LedgerPage() {
  await requireRole("ADMIN");
  const { db, clock } = getCtx();
  const now = clock.now();
  const [balance, differences, journals, dead] = await Promise.all([
    trialBalance(db, now),
    owedDifferences(db),
    newestJournals(db, JOURNALS_SHOWN),
    deadPaymentEvents(db),
  ]);
  return (
    <>
      <PageHead
        title="Ledger"
        lead="Every movement of money is a journal whose entries sum to 0. Debits are positive, credits negative."
        facts={[`As of ${formatDateTime(toIso(now))} UTC`]}
      />
      <div className="stack">
        <Differences differences={differences} dead={dead} />
        <Panel title="Trial balance" flush>
          {balance.length === 0 ? (
            <EmptyState title="Nothing was booked yet">The first payment for a strategy opens the books.</EmptyState>
          ) : (
            <TrialBalanceTable rows={balance} />
          )}
        </Panel>
        {journals.length > 0 && (
          <Panel title="Newest journals" flush>
            <JournalTable rows={journals} />
          </Panel>
        )}
      </div>
    </>
  );
}

function Differences({ differences, dead }: { differences: readonly OwedDifference[]; dead: number }) {
  return (
    <>
      {dead > 0 && (
        <Notice tone="bad" title={`${plural(dead, "payment event")} could not be booked.`}>
          Each was tried 8 times. The error stands beside it in the table stripe_events.
        </Notice>
      )}
      {differences.length === 0 ? (
        <Notice tone="ok" title="No differences.">
          Each provider&rsquo;s account holds what the books owe him.
        </Notice>
      ) : (
        <Notice tone="bad" title={`${plural(differences.length, "difference")}.`}>
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

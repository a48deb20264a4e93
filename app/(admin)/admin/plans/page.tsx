import type { Metadata } from "next";
import { EmptyState } from "@/components/ui/empty-state";
import { Field, Input } from "@/components/ui/field";
import { Form, SubmitButton } from "@/components/ui/form";
import { formatMoney } from "@/components/ui/format";
import { PageHead, Panel } from "@/components/ui/panel";
import { When } from "@/components/ui/when";
import { requireRole } from "@/lib/auth/require-role";
import { managedRequests } from "@/lib/features/plans/queries";
import { getCtx } from "@/lib/runtime/ctx";
import { setManagedPriceAction } from "./actions.ts";

export const metadata: Metadata = { title: "Plans" };

/** Requests for Managed, each answered with a price. */
export default async function AdminPlansPage() {
  await requireRole("ADMIN");
  const requests = await managedRequests(getCtx().db, 50);
  return (
    <>
      <PageHead title="Plans" lead="Who asks for Managed, and at what price a month he may have it." />
      <div className="stack">
        {requests.length === 0 && (
          <Panel label="Requests">
            <EmptyState title="Nobody has asked yet">A request from a plan's page appears here.</EmptyState>
          </Panel>
        )}
        {requests.map(({ id, name, email, message, askedAt, priceAmount }) => (
          <Panel key={id} title={name} sub={email} aside={<When at={askedAt} />}>
            <p className="mb-4 max-w-(--measure) whitespace-pre-wrap">{message}</p>
            <Form action={setManagedPriceAction} className="flex flex-wrap items-end gap-3">
              <input type="hidden" name="id" value={id} />
              <Field
                label="Price a month, USD"
                name="amount"
                hint={
                  priceAmount === null
                    ? "From 1,000.00."
                    : `Now ${formatMoney({ amount: priceAmount, currency: "USD" })}.`
                }
              >
                <Input inputMode="decimal" autoComplete="off" required />
              </Field>
              <SubmitButton variant="default">Set price</SubmitButton>
            </Form>
          </Panel>
        ))}
      </div>
    </>
  );
}

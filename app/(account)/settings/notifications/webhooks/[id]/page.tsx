import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { WebhookLog } from "@/components/deliveries/webhook-log";
import { ResendAll, RotateButton } from "@/components/deliveries/webhook-panel";
import { Form, SubmitButton } from "@/components/ui/form";
import { Pagination } from "@/components/ui/pagination";
import { PageHead, Panel } from "@/components/ui/panel";
import { requireActor } from "@/lib/auth/require-role";
import { LOG_DAYS } from "@/lib/features/deliveries/prune-webhook-calls";
import { getChannel } from "@/lib/features/deliveries/queries";
import { countFailed, listWebhookCalls } from "@/lib/features/deliveries/webhook-queries";
import { DAY_MS } from "@/lib/kernel/time";
import { getCtx } from "@/lib/runtime/ctx";
import { resendAllAction, resendOneAction, rotateWebhookAction, sendTestAction } from "../../outside-actions.ts";

export const metadata: Metadata = { title: "Webhook" };

interface Props {
  readonly params: Promise<{ id: string }>;
  readonly searchParams: Promise<{ cursor?: string | string[] }>;
}

/** One webhook of the reader's: its calls, its secret. */
export default async function WebhookPage({ params, searchParams }: Props) {
  const [actor, { id }, { cursor }] = await Promise.all([requireActor(), params, searchParams]);
  const { db, clock } = getCtx();
  const channel = await getChannel(db, actor.userId, id);
  if (channel === null || channel.kind !== "WEBHOOK") notFound();
  const [log, failed] = await Promise.all([
    listWebhookCalls(db, actor.userId, id, typeof cursor === "string" ? cursor : undefined),
    countFailed(db, id, clock.now() - LOG_DAYS * DAY_MS),
  ]);
  const isOn = channel.state === "ACTIVE";
  return (
    <>
      <PageHead
        title={channel.label}
        crumbs={[{ href: "/settings/notifications", label: "Notifications" }]}
        actions={
          isOn && (
            <>
              {failed > 0 && <ResendAll channelId={id} count={failed} action={resendAllAction} />}
              <Form action={sendTestAction}>
                <input type="hidden" name="channelId" value={id} />
                <SubmitButton pendingText="Asking…">Send test</SubmitButton>
              </Form>
            </>
          )
        }
      />
      <div className="stack mt-5 max-w-[760px]">
        <WebhookLog channelId={id} calls={log.items} resend={resendOneAction} />
        <Pagination
          label="Pages of the log"
          previous={null}
          next={
            log.nextCursor === null
              ? null
              : `/settings/notifications/webhooks/${id}?cursor=${encodeURIComponent(log.nextCursor)}`
          }
        />
        <Panel
          title="Signing secret"
          sub={
            <p className="text-dense text-ink-2">
              For 24 hours after a change, messages are signed with both secrets: change your server over within that
              time.
            </p>
          }
        >
          <RotateButton channelId={id} action={rotateWebhookAction} />
        </Panel>
      </div>
    </>
  );
}

"use client";

import { CircleStop } from "lucide-react";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { RadioCards } from "@/components/ui/field";
import type { FormAction } from "@/components/ui/form-state";
import { toast } from "@/components/ui/toast";

/** Stops one session, after a dialog that names it and what becomes of what it holds. */
export function StopSession({
  id,
  title,
  holds,
  live,
  action,
}: {
  readonly id: string;
  readonly title: string;
  readonly holds: boolean;
  /** It trades on a real account. */
  readonly live: boolean;
  readonly action: FormAction;
}) {
  return (
    <ConfirmDialog
      trigger={
        <Button variant="stop" icon={<CircleStop className="ic" aria-hidden="true" />}>
          Stop session
        </Button>
      }
      title={`Stop ${title}`}
      description={
        <>
          It takes no more candles from the moment you confirm, and cannot go on afterwards.{" "}
          {live
            ? "Nothing more is entered on your exchange account."
            : holds
              ? "What it holds on paper is not sold: it stays in the record at the last closed candle."
              : "It holds nothing."}
        </>
      }
      confirm="Stop session"
      keep="Let it run"
      variant="danger"
      action={action}
      fields={{ id }}
      onDone={() => toast("Session stopped.")}
    >
      {live && (
        <RadioCards
          legend="What it holds on your account"
          name="positions"
          defaultValue="keep"
          options={[
            { value: "keep", label: "Keep", description: "Its stop stays at the exchange." },
            { value: "close", label: "Close at the market" },
          ]}
        />
      )}
    </ConfirmDialog>
  );
}

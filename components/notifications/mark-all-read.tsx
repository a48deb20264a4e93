"use client";

import { Form, SubmitButton } from "@/components/ui/form";
import { type FormAction, type FormState, IDLE } from "@/components/ui/form-state";
import { toast } from "@/components/ui/toast";

/** Marks all of a kind read, and offers for eight seconds to take it back. It stays, without its button, once nothing is unread: it has to say so. */
export function MarkAllRead({
  kind,
  unread,
  markRead,
  markUnread,
}: {
  /** null: of every kind. */
  readonly kind: string | null;
  /** How many are unread. */
  readonly unread: number;
  readonly markRead: FormAction;
  readonly markUnread: FormAction;
}) {
  const told = ({ data }: FormState): void => {
    const { count = "0", markedAt = "" } = data ?? {};
    const undo = new FormData();
    undo.set("markedAt", markedAt);
    toast(count === "1" ? "1 notification marked read" : `${count} notifications marked read`, {
      action: { label: "Undo", onClick: () => void markUnread(IDLE, undo) },
    });
  };
  return (
    <Form action={markRead} message="none" onDone={told} className={unread === 0 ? "hidden" : undefined}>
      {kind !== null && <input type="hidden" name="kind" value={kind} />}
      {unread > 0 && <SubmitButton variant="default">Mark all read</SubmitButton>}
    </Form>
  );
}

"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { type FormAction, IDLE } from "@/components/ui/form-state";

/** Opens it in a tab of its own; the right one opens a menu and reads nothing. */
const MIDDLE = 1;

/** Leads to what a notification tells of; who follows it has read it. */
export function NotificationLink({
  id,
  href,
  markRead,
  children,
}: {
  readonly id: string;
  readonly href: string;
  /** null: it is read already. */
  readonly markRead: FormAction | null;
  readonly children: ReactNode;
}) {
  const read = (): void => {
    if (markRead === null) return;
    const form = new FormData();
    form.set("id", id);
    void markRead(IDLE, form);
  };
  return (
    <Link
      href={href}
      className="font-semibold hover:underline"
      onClick={read}
      onAuxClick={({ button }) => button === MIDDLE && read()}
    >
      {children}
    </Link>
  );
}

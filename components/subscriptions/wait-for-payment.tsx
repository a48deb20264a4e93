"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { Notice } from "@/components/ui/notice";
import { Progress } from "@/components/ui/progress";

const EVERY_MS = 1_000;
const PATIENCE_MS = 30_000;

/** Asks the server again each second until its state is another one: the page that replaces this decides, never this. */
export function WaitForPayment() {
  const router = useRouter();
  const [waitedMs, setWaitedMs] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => {
      setWaitedMs((waited) => waited + EVERY_MS);
      router.refresh();
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [router]);
  return (
    <div role="status">
      <Progress label="Confirming your payment" text="Confirming… usually 2 s" />
      {waitedMs >= PATIENCE_MS && (
        <Notice className="mt-4" title="This takes longer than usual.">
          Your payment is safe and nothing is charged twice. You may leave this page: the subscription starts as soon as
          the payment is confirmed, and you find it under Subscriptions.
        </Notice>
      )}
    </div>
  );
}

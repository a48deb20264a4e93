"use client";

import { useRouter } from "next/navigation";
import { useCallback, useEffect, useRef, useTransition } from "react";

/** Asks the server for the page anew. What is asked for while an answer is on its way leads to one more, not to one each. */
export function useRefresh(): () => void {
  const router = useRouter();
  const [isAsking, start] = useTransition();
  const asking = useRef(false);
  const again = useRef(false);

  const ask = useCallback(() => {
    if (asking.current) {
      again.current = true;
      return;
    }
    asking.current = true;
    start(() => router.refresh());
  }, [router]);

  useEffect(() => {
    asking.current = isAsking;
    if (isAsking || !again.current) return;
    again.current = false;
    ask();
  }, [isAsking, ask]);

  return ask;
}

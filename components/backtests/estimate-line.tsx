"use client";

import { useEffect, useRef, useState } from "react";
import { type FormAction, IDLE } from "@/components/ui/form-state";

/** Typing pauses this long before the form is asked about. */
const PAUSE_MS = 400;

interface Told {
  readonly text: string;
  readonly fault: boolean;
}

/** Beside the button: how many bars and trials this form would take, how long, and how many runs are left. Asked again as it changes. */
export function EstimateLine({ estimate }: { readonly estimate: FormAction }) {
  const line = useRef<HTMLParagraphElement>(null);
  const [told, setTold] = useState<Told | null>(null);
  const ask = useRef(estimate);
  ask.current = estimate;
  useEffect(() => {
    const form = line.current?.closest("form");
    if (form === null || form === undefined) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let asked = 0;
    const now = async (): Promise<void> => {
      asked += 1;
      const mine = asked;
      const answer = await ask.current(IDLE, new FormData(form)).catch(() => null);
      if (mine !== asked || answer === null) return;
      const [first] = Object.values(answer.fieldErrors ?? {}).flat();
      setTold(
        answer.status === "done" && answer.message !== undefined
          ? { text: answer.message, fault: false }
          : { text: first ?? answer.message ?? "This cannot be estimated.", fault: true },
      );
    };
    const later = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => void now(), PAUSE_MS);
    };
    form.addEventListener("input", later);
    void now();
    return () => {
      clearTimeout(timer);
      form.removeEventListener("input", later);
    };
  }, []);
  return (
    <p ref={line} className={told?.fault === true ? "hint hint-error" : "hint"} aria-live="polite">
      {told?.text}
    </p>
  );
}

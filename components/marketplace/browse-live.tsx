"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useRef, useTransition } from "react";

/**
 * With script, a choice in a filter form takes effect at once and the button is not needed. Without it the same form is sent by its button.
 */
export function SubmitOnChange({ children, className }: { readonly children: ReactNode; readonly className?: string }) {
  const box = useRef<HTMLDivElement>(null);
  const router = useRouter();
  const [pending, start] = useTransition();
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const go = (form: HTMLFormElement): void => {
      const params = new URLSearchParams();
      for (const [name, value] of new FormData(form))
        if (typeof value === "string" && value !== "") params.set(name, value);
      start(() => router.push(`${form.getAttribute("action") ?? ""}?${params}`, { scroll: false }));
    };
    const onChange = (event: Event): void => {
      const input = event.target;
      if ((input instanceof HTMLInputElement && input.type === "radio") || input instanceof HTMLSelectElement) {
        if (input.form !== null) go(input.form);
      }
    };
    const onSubmit = (event: SubmitEvent): void => {
      if (!(event.target instanceof HTMLFormElement)) return;
      event.preventDefault();
      go(event.target);
    };
    element.addEventListener("change", onChange);
    element.addEventListener("submit", onSubmit);
    return () => {
      element.removeEventListener("change", onChange);
      element.removeEventListener("submit", onSubmit);
    };
  }, [router]);
  return (
    <div ref={box} className={className} aria-busy={pending}>
      {children}
    </div>
  );
}

const MOST = 4;

/** Counts what is ticked for comparison and stops at four. The form itself is plain: it works without script. */
export function CompareCount() {
  const text = useRef<HTMLElement>(null);
  useEffect(() => {
    const boxes = (): HTMLInputElement[] => [
      ...document.querySelectorAll<HTMLInputElement>('input[name="ids"][form="compare"]'),
    ];
    const count = (): void => {
      const ticked = boxes().filter((box) => box.checked).length;
      for (const box of boxes()) box.disabled = !box.checked && ticked >= MOST;
      if (text.current !== null) text.current.textContent = `${ticked} of ${MOST}`;
    };
    count();
    document.addEventListener("change", count);
    return () => document.removeEventListener("change", count);
  }, []);
  return (
    <b ref={text} role="status">
      Up to {MOST}
    </b>
  );
}

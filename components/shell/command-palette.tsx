"use client";

import { Search } from "lucide-react";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { Kbd } from "@/components/ui/kbd";
import type { Role } from "@/lib/kernel/actor";
import { keyFor, keysAreOn } from "./keys.ts";
import { focusRow } from "./rows.ts";

/** cmdk is 17 kB: it comes with the first ⌘K. */
const Palette = dynamic(() => import("./palette.tsx").then((module) => module.Palette), { ssr: false });
const KeyList = dynamic(() => import("./key-list.tsx").then((module) => module.KeyList), { ssr: false });

/** The search box of the top bar; also listens for the keys of UX 5. */
export function CommandPalette({ role }: { readonly role: Role }) {
  const [shown, setShown] = useState<"palette" | "keys" | null>(null);
  const router = useRouter();

  useEffect(() => {
    let prefix = "";
    const onKey = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() === "k" && (event.metaKey || event.ctrlKey)) {
        event.preventDefault();
        setShown("palette");
        return;
      }
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target) || !keysAreOn()) return;
      const act = keyFor(prefix + event.key, role);
      prefix = event.key === "g" && prefix === "" ? "g" : "";
      if (act === null || (act.type === "row" && !focusRow(act.by))) return;
      event.preventDefault();
      if (act.type === "go") router.push(act.href);
      else if (act.type === "show") setShown(act.what);
      else if (act.type === "search") focusSearch();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [role, router]);

  const close = (): void => setShown(null);
  return (
    <>
      <button
        type="button"
        className="searchbox"
        aria-label="Search or run an action, Control K"
        onClick={() => setShown("palette")}
      >
        <Search className="ic" aria-hidden="true" />
        <span className="flex-1 text-left whitespace-nowrap">Search or run an action</span>
        <Kbd>⌘K</Kbd>
      </button>
      {shown === "palette" && <Palette role={role} onClose={close} onShowKeys={() => setShown("keys")} />}
      {shown === "keys" && <KeyList role={role} onClose={close} />}
    </>
  );
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName) ||
    target.closest("[role=dialog],[role=menu]") !== null
  );
}

function focusSearch(): void {
  document.querySelector<HTMLInputElement>('main input[type="search"]')?.focus();
}

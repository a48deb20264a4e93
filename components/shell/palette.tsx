"use client";

import { Command } from "cmdk";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Dialog } from "@/components/ui/dialog";
import type { Role } from "@/lib/kernel/actor";
import { palettePages } from "./pages.tsx";

/** Pages and actions by typing. "Stop all trading" presses the top bar's own button, so there is one way that it happens. */
export function Palette({
  role,
  onClose,
  onShowKeys,
}: {
  readonly role: Role;
  readonly onClose: () => void;
  readonly onShowKeys: () => void;
}) {
  const router = useRouter();
  const [typed, setTyped] = useState("");
  const stop = document.querySelector<HTMLButtonElement>("[data-stop-all]");
  const go = (href: string): void => {
    onClose();
    router.push(href);
  };
  return (
    <Dialog
      title="Search or run an action"
      open
      onOpenChange={(open) => !open && onClose()}
      className="top-[12dvh]! transform-[translateX(-50%)]! p-4!"
    >
      <Command label="Search or run an action" className="mt-3">
        <Command.Input
          value={typed}
          onValueChange={setTyped}
          placeholder="A page, a strategy, an action"
          className="input mb-2"
        />
        <Command.List className="max-h-[50dvh] overflow-y-auto">
          <Command.Group heading="Pages" className="text-caption text-ink-3">
            {palettePages(role).map((page) => (
              <Command.Item key={page.href} value={page.label} className="menu-item" onSelect={() => go(page.href)}>
                {page.label}
              </Command.Item>
            ))}
          </Command.Group>
          <Command.Group heading="Actions" className="text-caption text-ink-3" forceMount>
            {stop !== null && (
              <Command.Item
                value="Stop all trading"
                className="menu-item"
                onSelect={() => {
                  onClose();
                  stop.click();
                }}
              >
                Stop all trading
              </Command.Item>
            )}
            {role === "PROVIDER" && (
              <Command.Item value="New signal" className="menu-item" onSelect={() => go("/provider/signals/new")}>
                New signal
              </Command.Item>
            )}
            <Command.Item value="Show keys" className="menu-item" onSelect={onShowKeys}>
              Show keys
            </Command.Item>
            {typed.trim() !== "" && (
              <Command.Item
                forceMount
                value={`Search strategies for ${typed}`}
                className="menu-item"
                onSelect={() => go(`/strategies?q=${encodeURIComponent(typed.trim())}`)}
              >
                Search strategies for “{typed.trim()}”
              </Command.Item>
            )}
          </Command.Group>
        </Command.List>
      </Command>
    </Dialog>
  );
}

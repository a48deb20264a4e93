"use client";

import { CircleCheck, CircleX, Undo2 } from "lucide-react";
import { Toaster as Sonner, toast as sonner } from "sonner";
import { Button } from "./button.tsx";

export interface ToastOptions {
  readonly tone?: "ok" | "bad";
  /** One action, e.g. Undo. Money and orders are never undone: they are confirmed before. */
  readonly action?: { readonly label: string; readonly onClick: () => void };
}

/** One line at the bottom right. 8 s with an action, 5 s without. */
export function toast(text: string, options: ToastOptions = {}): void {
  const { tone = "ok", action } = options;
  const Icon = tone === "ok" ? CircleCheck : CircleX;
  sonner.custom(
    (id) => (
      <div className="toast">
        <Icon className={tone === "ok" ? "ic text-ok" : "ic text-live-ink"} aria-hidden="true" />
        <span>{text}</span>
        {action !== undefined && (
          <Button
            size="sm"
            className="ml-auto"
            icon={action.label === "Undo" ? <Undo2 className="ic" aria-hidden="true" /> : null}
            onClick={() => {
              sonner.dismiss(id);
              action.onClick();
            }}
          >
            {action.label}
          </Button>
        )}
      </div>
    ),
    { duration: action === undefined ? 5_000 : 8_000 },
  );
}

/** Mounted once in the signed-in shell; above the bottom bar on phones. */
export function Toaster() {
  return (
    <Sonner
      position="bottom-right"
      offset={20}
      mobileOffset={{ bottom: 72, left: 16, right: 16 }}
      style={{ width: 380 }}
    />
  );
}

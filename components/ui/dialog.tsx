"use client";

import { Dialog as Radix } from "radix-ui";
import { type ReactNode, useRef } from "react";
import { cx } from "./cx.ts";

export interface DialogProps {
  /** The element that opens it, one element that takes a ref; leave out when `open` is controlled. */
  readonly trigger?: ReactNode;
  /** Verb and object: "Close position". */
  readonly title: string;
  readonly description?: ReactNode;
  readonly children?: ReactNode;
  readonly open?: boolean | undefined;
  readonly onOpenChange?: ((open: boolean) => void) | undefined;
  readonly className?: string | undefined;
}

/** Focus goes in, stays in, and returns to the opener; Escape and the scrim close it. */
export function Dialog({ trigger, title, description, children, open, onOpenChange, className }: DialogProps) {
  const before = useRef<Element | null>(null);
  return (
    <Radix.Root {...(open === undefined ? {} : { open })} {...(onOpenChange === undefined ? {} : { onOpenChange })}>
      {trigger !== undefined && <Radix.Trigger asChild>{trigger}</Radix.Trigger>}
      <Radix.Portal>
        <Radix.Overlay className="scrim" />
        <Radix.Content
          className={cx("dialog", className)}
          onOpenAutoFocus={() => {
            before.current = document.activeElement;
          }}
          onCloseAutoFocus={(event) => {
            if (trigger !== undefined) return;
            event.preventDefault(); // without a trigger the library knows no opener
            if (before.current instanceof HTMLElement) before.current.focus();
          }}
          {...(description === undefined ? { "aria-describedby": undefined } : {})}
        >
          <Radix.Title className="text-title font-semibold">{title}</Radix.Title>
          {description !== undefined && (
            <Radix.Description asChild>
              <div className="mt-1.5 mb-4 text-ink-2">{description}</div>
            </Radix.Description>
          )}
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** The way out: stands left of the act. */
export const DialogClose = Radix.Close;

export function DialogFoot({ children }: { readonly children: ReactNode }) {
  return <div className="dialog-foot">{children}</div>;
}

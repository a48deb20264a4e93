"use client";

import type { ReactNode } from "react";
import { useFormContext } from "@/components/ui/form";
import { SecretOnce } from "@/components/ui/secret-once";

/** The ten codes after they were made, inside the form whose action made them. */
export function RecoveryCodes() {
  const { state } = useFormContext();
  const codes = state.data?.recoveryCodes;
  if (codes === undefined) return null;
  return (
    <SecretOnce label="Recovery codes" secret={codes}>
      Each of these ten codes signs you in once without your app. Keep them where you keep keys: we store hashes only.
    </SecretOnce>
  );
}

/** What a form asks before it has its answer: gone once the codes are there. */
export function UntilCodes({ children }: { readonly children: ReactNode }) {
  const { state } = useFormContext();
  return state.data?.recoveryCodes === undefined ? children : null;
}

"use client";

import { useFormContext } from "@/components/ui/form";
import { SecretOnce } from "@/components/ui/secret-once";

/** The secret after it was made, inside the form whose action made it. */
export function NewWebhookSecret({ className }: { readonly className?: string }) {
  const { state } = useFormContext();
  const secret = state.data?.secret;
  if (secret === undefined) return null;
  return (
    <div className={className}>
      <SecretOnce label="Signing secret" secret={secret}>
        Keep it now: it is sealed here and cannot be shown again. Lost, it is replaced by a new one.
      </SecretOnce>
    </div>
  );
}

"use client";

import { useFormContext } from "@/components/ui/form";
import { SecretOnce } from "@/components/ui/secret-once";

/** The whole address after it was made, inside the form whose action made it. */
export function NewAddress() {
  const { state } = useFormContext();
  const url = state.data?.url;
  if (url === undefined) return null;
  return (
    <SecretOnce label="Webhook URL" secret={url}>
      Put it into your alert now. We store only a hash and cannot show it again; a lost one is rotated.
    </SecretOnce>
  );
}

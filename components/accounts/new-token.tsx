"use client";

import { useFormContext } from "@/components/ui/form";
import { SecretOnce } from "@/components/ui/secret-once";

/** The token after it was made, inside the form whose action made it. */
export function NewToken() {
  const { state } = useFormContext();
  const token = state.data?.token;
  if (token === undefined) return null;
  return <SecretOnce label="API token" secret={token} />;
}

import type { Settings } from "@/lib/runtime/env";
import type { SandboxFile } from "./sandbox-file.ts";

/** How `npm run up` ends: it serves now, another one serves here already, or (--no-serve) nothing does yet. */
export type UpState = "served" | "served already" | "ready";

/** What a person reads at the end: where it is, the sandbox's sign-ins and mail, and how it is stopped where it runs in this terminal. */
export function upLines(
  state: UpState,
  { NEXTAUTH_URL: url, sandbox: { mail } }: Pick<Settings, "NEXTAUTH_URL" | "sandbox">,
  sandbox: (SandboxFile & { readonly file: string }) | null,
): readonly string[] {
  const headline = state === "ready" ? "Ready: npm start serves it" : `Heliograph is ${state} at ${url}`;
  const signIns = sandbox?.users.map(
    ({ role, email, password }) => `  ${role.padEnd(11)} ${email.padEnd(32)} ${password}`,
  );
  return [
    "",
    headline,
    ...(sandbox === null ? [] : [`Sandbox sign-ins (also in ${sandbox.file}):`, ...(signIns ?? [])]),
    ...(mail && state !== "ready" ? [`Its mail is at ${url}/dev/mailbox.`] : []),
    ...(state === "served" ? ["Stop with Ctrl-C."] : []),
  ];
}

import type { Metadata } from "next";
import { cookies } from "next/headers";
import { AppearanceForm } from "@/components/accounts/appearance-form";
import { SettingsPage } from "@/components/accounts/settings-page";
import { APPEARANCE_COOKIES } from "@/components/shell/appearance";
import { requireActor } from "@/lib/auth/require-role";

export const metadata: Metadata = { title: "Appearance" };

export default async function AppearancePage() {
  await requireActor();
  const jar = await cookies();
  return (
    <SettingsPage current="appearance">
      <AppearanceForm
        pnl={jar.get(APPEARANCE_COOKIES.pnl)?.value === "safe" ? "safe" : ""}
        density={jar.get(APPEARANCE_COOKIES.density)?.value === "compact" ? "compact" : ""}
      />
    </SettingsPage>
  );
}

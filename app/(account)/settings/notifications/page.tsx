import type { Metadata } from "next";
import { SettingsPage } from "@/components/accounts/settings-page";
import { requireActor } from "@/lib/auth/require-role";
import { OutsideChannels } from "./outside-channels.tsx";

export const metadata: Metadata = { title: "Notifications" };

export default async function NotificationSettingsPage() {
  const actor = await requireActor();
  return (
    <SettingsPage current="notifications">
      <OutsideChannels userId={actor.userId} />
    </SettingsPage>
  );
}

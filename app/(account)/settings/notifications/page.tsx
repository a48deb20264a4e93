import type { Metadata } from "next";
import { SettingsPage } from "@/components/accounts/settings-page";
import { requireActor } from "@/lib/auth/require-role";
import { OutsideChannels } from "./outside-channels.tsx";
import { OwnChannels } from "./own-channels.tsx";
import { WhatGoesWhere } from "./what-goes-where.tsx";

export const metadata: Metadata = { title: "Notifications" };

export default async function NotificationSettingsPage() {
  const actor = await requireActor();
  return (
    <SettingsPage current="notifications">
      <WhatGoesWhere actor={actor} />
      <OwnChannels userId={actor.userId} />
      <OutsideChannels userId={actor.userId} />
    </SettingsPage>
  );
}

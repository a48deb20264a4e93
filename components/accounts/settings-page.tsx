import type { ReactNode } from "react";
import { PageHead } from "@/components/ui/panel";
import { Tabs } from "@/components/ui/tabs";

const TABS = [
  { id: "profile", label: "Profile" },
  { id: "security", label: "Security" },
  { id: "notifications", label: "Notifications" },
  { id: "keys", label: "Exchange keys" },
  { id: "limits", label: "Limits" },
  { id: "api", label: "API tokens" },
  { id: "appearance", label: "Appearance" },
  { id: "data", label: "Your data" },
] as const;

/** The frame of every settings page. */
export function SettingsPage({
  current,
  children,
}: {
  readonly current: (typeof TABS)[number]["id"];
  readonly children: ReactNode;
}) {
  return (
    <>
      <PageHead title="Settings" />
      <Tabs
        label="Settings"
        tabs={TABS.map(({ id, label }) => ({ href: `/settings/${id}`, label, current: id === current }))}
      />
      <div className="stack mt-5 max-w-[760px]">{children}</div>
    </>
  );
}

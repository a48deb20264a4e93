import { GridForm } from "@/components/deliveries/grid-form";
import { HoursForm } from "@/components/deliveries/hours-form";
import { profileOf } from "@/lib/features/accounts/queries";
import { EVENT_WORDS, isUrgent, offeredEvents } from "@/lib/features/deliveries/event-kind";
import { getDeliverySettings, listChannels } from "@/lib/features/deliveries/queries";
import type { Actor } from "@/lib/kernel/actor";
import { getCtx } from "@/lib/runtime/ctx";
import { saveGridAction, saveHoursAction } from "./actions.ts";

/** The grid of kinds and channels, and what holds for all channels together. */
export async function WhatGoesWhere({ actor }: { readonly actor: Actor }) {
  const { db } = getCtx();
  const [channels, settings, profile] = await Promise.all([
    listChannels(db, actor.userId),
    getDeliverySettings(db, actor.userId),
    profileOf(db, actor.userId),
  ]);
  const events = offeredEvents(actor.role === "ADMIN").map((event) => ({
    event,
    name: EVENT_WORDS[event],
    isUrgent: isUrgent(event),
  }));
  const shown = channels.filter(({ state }) => state !== "OFF");
  return (
    <>
      <GridForm channels={shown} events={events} action={saveGridAction} />
      <HoursForm settings={settings} channels={shown} timeZone={profile?.timeZone ?? "UTC"} action={saveHoursAction} />
    </>
  );
}

import { GridForm } from "@/components/deliveries/grid-form";
import { HoursForm } from "@/components/deliveries/hours-form";
import { currentZone } from "@/lib/auth/require-role";
import { EVENT_WORDS, isUrgent, offeredEvents } from "@/lib/features/deliveries/event-kind";
import { getDeliverySettings, listChannels } from "@/lib/features/deliveries/queries";
import type { Actor } from "@/lib/kernel/actor";
import { getCtx } from "@/lib/runtime/ctx";
import { saveGridAction, saveHoursAction } from "./actions.ts";

/** The grid of kinds and channels, and what holds for all channels together. */
export async function WhatGoesWhere({ actor }: { readonly actor: Actor }) {
  const { db } = getCtx();
  const [channels, settings, timeZone] = await Promise.all([
    listChannels(db, actor.userId),
    getDeliverySettings(db, actor.userId),
    currentZone(),
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
      <HoursForm settings={settings} channels={shown} timeZone={timeZone} action={saveHoursAction} />
    </>
  );
}

import { MailPanel } from "@/components/deliveries/mail-panel";
import { TelegramPanel } from "@/components/deliveries/telegram-panel";
import { listOutsideChannels } from "@/lib/features/deliveries/outside-queries";
import { getBotAddress } from "@/lib/features/deliveries/queries";
import { getCtx } from "@/lib/runtime/ctx";
import { connectTelegramAction } from "./actions.ts";
import { removeChannelAction, sendTestAction, turnOnChannelAction } from "./outside-actions.ts";

const ACTIONS = { test: sendTestAction, turnOn: turnOnChannelAction, remove: removeChannelAction };

/** The channels of the account itself: its address, its chats with the bot. */
export async function OwnChannels({ userId }: { readonly userId: string }) {
  const { db } = getCtx();
  const [channels, bot] = await Promise.all([
    listOutsideChannels(db, userId, ["EMAIL", "TELEGRAM"]),
    getBotAddress(db),
  ]);
  return (
    <>
      <MailPanel channels={channels.filter(({ kind }) => kind === "EMAIL")} actions={ACTIONS} />
      <TelegramPanel
        channels={channels.filter(({ kind }) => kind === "TELEGRAM")}
        hasBot={bot !== null}
        connect={connectTelegramAction}
        actions={ACTIONS}
      />
    </>
  );
}

import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { renderSVG } from "uqr";
import { DeviceList } from "@/components/accounts/device-list";
import { deviceName } from "@/components/accounts/device-name";
import { PasswordForm } from "@/components/accounts/password-form";
import { SecondFactorPanel } from "@/components/accounts/second-factor-panel";
import { SettingsPage } from "@/components/accounts/settings-page";
import { requireActor } from "@/lib/auth/require-role";
import { devicesOf, profileOf, secondFactorOf } from "@/lib/features/accounts/queries";
import { otpauthUri } from "@/lib/features/accounts/totp";
import { getCtx } from "@/lib/runtime/ctx";
import {
  changePasswordAction,
  confirmTotpAction,
  renewRecoveryCodesAction,
  revokeSessionAction,
  signOutEverywhereAction,
  startTotpAction,
  turnOffTotpAction,
} from "./actions.ts";

export const metadata: Metadata = { title: "Security" };

export default async function SecurityPage() {
  const ctx = getCtx();
  const actor = await requireActor();
  const [profile, factor, devices] = await Promise.all([
    profileOf(ctx.db, actor.userId),
    secondFactorOf(ctx.db, actor.userId),
    devicesOf(ctx.db, actor.userId, new Date(ctx.clock.now())),
  ]);
  if (profile === null) notFound();
  const seed = factor.pendingSeed === null ? null : ctx.seal.open(factor.pendingSeed, actor.userId);
  return (
    <SettingsPage current="security">
      <SecondFactorPanel
        enabledAt={factor.enabledAt?.getTime() ?? null}
        recoveryCodesLeft={factor.recoveryCodesLeft}
        hasPassword={profile.hasPassword}
        pending={
          seed === null
            ? null
            : { seed, qrSvg: renderSVG(otpauthUri(seed, profile.email, "Heliograph"), { border: 1 }) }
        }
        start={startTotpAction}
        confirm={confirmTotpAction}
        renew={renewRecoveryCodesAction}
        turnOff={turnOffTotpAction}
      />
      {profile.hasPassword && <PasswordForm action={changePasswordAction} email={profile.email} />}
      <DeviceList
        devices={devices.map(({ id, userAgent, ip, lastSeenAt }) => ({
          id,
          name: deviceName(userAgent),
          ip,
          lastSeenAt: lastSeenAt.getTime(),
          isThis: id === actor.sessionId,
        }))}
        revoke={revokeSessionAction}
        everywhere={signOutEverywhereAction}
      />
    </SettingsPage>
  );
}

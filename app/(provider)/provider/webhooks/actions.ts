"use server";

import { revalidatePath } from "next/cache";
import { addressSettingsInput, secretInput, strategyInput, testAlertInput } from "@/lib/features/intake/input";
import {
  issueAddress,
  revokeAddress,
  saveAddressSettings,
  setAddressSecret,
} from "@/lib/features/intake/manage-address";
import { sendTestAlert } from "@/lib/features/intake/send-test";
import { action } from "@/lib/runtime/action";
import { unwrap } from "@/lib/runtime/problem";

const PAGE = "/provider/webhooks";

export const issueAddressAction = action(
  { access: "PROVIDER", input: strategyInput },
  async ({ ctx, actor, input: { strategyId } }) => {
    const { path } = unwrap(await issueAddress(ctx, actor, strategyId));
    revalidatePath(`${PAGE}/${strategyId}`);
    return { status: "done", data: { url: new URL(path, ctx.config.baseUrl).href } };
  },
);

export const revokeAddressAction = action(
  { access: "PROVIDER", input: strategyInput },
  async ({ ctx, actor, input: { strategyId } }) => {
    unwrap(await revokeAddress(ctx, actor, strategyId));
    revalidatePath(`${PAGE}/${strategyId}`);
    return { status: "done", message: "The address is revoked." };
  },
);

export const saveAddressSettingsAction = action(
  { access: "PROVIDER", input: addressSettingsInput },
  async ({ ctx, actor, input }) => {
    unwrap(await saveAddressSettings(ctx, actor, input));
    revalidatePath(`${PAGE}/${input.strategyId}`);
    return { status: "done", message: "Saved. The next alert is read by these settings." };
  },
);

export const setAddressSecretAction = action(
  { access: "PROVIDER", input: secretInput, secrets: ["secret"] },
  async ({ ctx, actor, input }) => {
    unwrap(await setAddressSecret(ctx, actor, input));
    revalidatePath(`${PAGE}/${input.strategyId}`);
    return {
      status: "done",
      message:
        input.secret === "" ? "No secret is asked any more." : "Saved. Messages without this secret are refused.",
    };
  },
);

export const sendTestAlertAction = action(
  { access: "PROVIDER", input: testAlertInput },
  async ({ ctx, actor, input }) => {
    const { outcome, reason, fieldErrors } = unwrap(await sendTestAlert(ctx, actor, input));
    revalidatePath(`${PAGE}/${input.strategyId}`);
    if (outcome !== "REFUSED") return { status: "done", message: reason, values: { body: input.body } };
    const faults = Object.entries(fieldErrors ?? {}).map(([field, said]) => `${field}: ${said.join(" ")}`);
    return {
      status: "refused",
      message: "Test: this message would be refused.",
      fieldErrors: { body: faults.length > 0 ? faults : [reason] },
      values: { body: input.body },
    };
  },
);

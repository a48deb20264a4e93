import { findAddress } from "@/lib/features/intake/find-address";
import { BODY_MAX } from "@/lib/features/intake/read-body";
import { receiveAlert } from "@/lib/features/intake/receive-alert";
import { refuseDelivery } from "@/lib/features/intake/refuse-delivery";
import { AppError } from "@/lib/kernel/errors";
import { readText } from "../body.ts";
import { plainRoute } from "../plain-route.ts";
import { limitRequest, limitWebhook } from "../rate-limit.ts";

/**
 * Where TradingView and programs like it post alerts for one strategy. The token in the path is the credential: it counts by itself, and who
 * tries tokens counts by his address. What is refused here before it was read still stands in the provider's record.
 */
export const alertRoute = plainRoute(
  { access: "public", limit: "none", credentials: "own" },
  async ({ ctx, params, request, ip }) => {
    const { address, countedAs } = await findAddress(ctx, params.token ?? "");
    if (address === null) {
      await limitRequest({ ip, userId: null });
      throw new AppError("not_found", "This address is not known.");
    }
    const contentType = request.headers.get("content-type") ?? "";
    let body = "";
    try {
      await limitWebhook(countedAs);
      body = await readText(request, BODY_MAX);
    } catch (error) {
      if (error instanceof AppError) await refuseDelivery(ctx, address, { contentType, body, ip }, error);
      throw error;
    }
    const { outcome, status, reason, code, fieldErrors, signalId, test } = await receiveAlert(ctx, address, {
      contentType,
      body,
      ip,
    });
    if (code !== null) throw new AppError(code, reason, fieldErrors === null ? {} : { fieldErrors });
    return { status, value: { id: signalId, outcome, message: reason, strategyId: address.strategyId, test } };
  },
);

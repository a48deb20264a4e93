import { invariant } from "@/lib/kernel/errors";
import { type Minor, minor } from "@/lib/kernel/money";

/**
 * Splits one charge. `feeBps` is in basis points (2_000 = 20 %); the fee rounds half up to the cent, the provider gets the rest.
 * @throws AppError "invariant" on a negative total or a fee over 100 %
 */
export function splitCharge(total: Minor, feeBps: number): { platform: Minor; provider: Minor } {
  invariant(total >= 0 && feeBps >= 0 && feeBps <= 10_000, `cannot split ${total} at ${feeBps} bps`);
  const platform = minor(Math.round((total * feeBps) / 10_000));
  return { platform, provider: minor(total - platform) };
}

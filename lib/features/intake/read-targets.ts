import { cutText } from "@/lib/kernel/cut-text";
import { dec, plain } from "@/lib/kernel/decimal";
import type { AlertTarget, Level } from "./alert.ts";
import { AlertFields, type SentField } from "./fields.ts";
import { readLevel } from "./parse-alert.ts";

const COUNT_MAX = 6;

/**
 * Targets in each of the forms that are sent: one price (`takeProfit: 66000`), TradersPost's `{limitPrice | percent}`, numbered ones (`tp1`,
 * `takeProfit2`), or a list of prices or of `{price | limitPrice | percent, fraction | quantityPercent}`. Beside a price a `percent` is the share.
 */
export function readTargets(
  body: Readonly<Record<string, unknown>>,
  fault: (field: string, text: string) => null,
): readonly AlertTarget[] {
  const fields = new AlertFields(body);
  for (const name of ["takeprofit", "takeprofits", "targets", "tp"]) {
    const sent = fields.named(name);
    if (sent === null) continue;
    const list: readonly unknown[] = Array.isArray(sent.value) ? sent.value : [sent.value];
    if (list.length > COUNT_MAX) fault(sent.name, `${sent.name} may hold at most ${COUNT_MAX} targets.`);
    return list
      .slice(0, COUNT_MAX)
      .flatMap((one, index) => readOne(one, list.length === 1 ? sent.name : `${sent.name}.${index}`, fault));
  }
  const single = fields.named("takeprofitlimitprice") ?? fields.named("takeprofitprice");
  if (single !== null) return readOne(single.value, single.name, fault);
  const percent = fields.named("takeprofitpercent");
  if (percent !== null) return readOne({ percent: percent.value }, percent.name, fault);
  const numbered: AlertTarget[] = [];
  for (let n = 1; n <= COUNT_MAX; n += 1) {
    const sent = fields.named(`tp${n}`) ?? fields.named(`takeprofit${n}`) ?? fields.named(`target${n}`);
    if (sent === null) break;
    numbered.push(...readOne(sent.value, sent.name, fault));
  }
  return numbered;
}

function readOne(value: unknown, name: string, fault: (field: string, text: string) => null): AlertTarget[] {
  if (typeof value !== "object" || value === null) {
    const level = readLevel(String(value).trim(), name, fault);
    return level === null ? [] : [{ level, fraction: null }];
  }
  const fields = new AlertFields(value as Record<string, unknown>);
  const price = fields.named("price") ?? fields.named("limitprice");
  const percent = fields.named("percent") ?? fields.named("pct");
  const sent = price ?? percent;
  if (sent === null) {
    fault(name, `${name} needs a price (limitPrice) or a percent.`);
    return [];
  }
  const at = `${name}.${sent.name}`;
  const read = readLevel(String(sent.value).trim(), at, fault);
  const level: Level | null = read !== null && price === null && "price" in read ? { pct: read.price } : read;
  const part = fields.named("fraction");
  const hundredths =
    fields.named("quantitypercent") ?? fields.named("closepercent") ?? (price === null ? null : percent);
  const share = part ?? hundredths;
  const fraction = share === null ? null : readShare(share, part === null, name, fault);
  return level === null ? [] : [{ level, fraction }];
}

/** The part that leaves at a target: 0.7 or "70%", and 70 where the field itself counts in hundredths. */
function readShare(
  { name, value }: SentField,
  isHundredths: boolean,
  target: string,
  fault: (field: string, text: string) => null,
): string | null {
  const sent = String(value).trim();
  const example = isHundredths ? "50" : "0.5 or 50%";
  const read = readLevel(sent, `${target}.${name}`, (field) =>
    fault(field, `${field} must be a part above 0, like ${example}; it is "${cutText(sent, 40)}".`),
  );
  if (read === null) return null;
  if ("pct" in read) return plain(dec(read.pct).div(100));
  return isHundredths ? plain(dec(read.price).div(100)) : read.price;
}

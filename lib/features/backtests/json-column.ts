import type { Prisma } from "@/lib/db/client";

/** A value as a JSON column takes it. JSON has no NaN: what is undefined is null (decision 13). */
export function json(value: object): Prisma.InputJsonValue {
  return JSON.parse(JSON.stringify(value)) as Prisma.InputJsonValue;
}

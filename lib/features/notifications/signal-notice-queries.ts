import { type Db, Prisma } from "@/lib/db/client";
import { openingHeard } from "@/lib/features/deliveries/signal-delivery-queries";
import { type NoticePlace, noticePlace } from "./notice-id.ts";

/** A row of the centre, whichever table it comes from. */
export interface CentreRow {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly body: string;
  readonly link: string | null;
  readonly read: boolean;
  readonly createdAt: Date;
}

/**
 * What a user was told of signals, in stretches of seqs: of his part in the audience of each strategy, all of it or what he has not read. With
 * these bounds every list and count is a walk along the key of signal_notices, and what was read long ago costs nothing.
 */
export function stretchesOf(userId: string, which: "all" | "unread"): Prisma.Sql {
  const read = which === "all" ? Prisma.sql`'{}'::int4multirange` : Prisma.sql`m.read`;
  return Prisma.sql`
    SELECT a."userId", a."strategyId", a.since, m.read, lower(s.seqs) AS "fromSeq", coalesce(upper(s.seqs), 2147483647) AS "toSeq"
    FROM signal_audiences a
    CROSS JOIN LATERAL (
      SELECT coalesce(range_agg(r.seqs), '{}'::int4multirange) AS read FROM signal_notice_marks r
      WHERE r."strategyId" = a."strategyId" AND r."userId" = a."userId"
    ) m
    CROSS JOIN LATERAL unnest(int4multirange(int4range(a."fromSeq", a."toSeq")) - ${read}) AS s(seqs)
    WHERE a."userId" = ${userId}`;
}

/**
 * Whether notice `n` is one of stretch `s`: of signals from before his access, unless he heard of their opening, and what his copy told him, a
 * user did not hear.
 */
export const HEARD = Prisma.sql`n."strategyId" = s."strategyId" AND n.seq >= s."fromSeq" AND n.seq < s."toSeq"
  AND (n."publishedAt" >= s.since OR ${openingHeard(Prisma.sql`s`, Prisma.sql`o."toSeq"`)})
  AND (s."userId" = ANY(n."exceptIds")) IS NOT TRUE`;

const SHOWN = Prisma.sql`n.id, 'signal' AS kind, n.title, n.body, '/signals/' || n."signalId" AS link`;

/**
 * Notices of signals for the centre, newest first, as a part of a list.
 * @param before only those that lie after this place of the list
 */
export function signalNotices(
  userId: string,
  which: "all" | "unread",
  before: { readonly at: Date; readonly id: string } | null,
  limit: number,
): Prisma.Sql {
  const after =
    before === null
      ? Prisma.empty
      : Prisma.sql`AND n."createdAt" <= ${before.at}::timestamptz AND (n."createdAt", n.id) < (${before.at}::timestamptz, ${before.id})`;
  return Prisma.sql`
    SELECT shown.* FROM (${stretchesOf(userId, which)}) s
    CROSS JOIN LATERAL (
      SELECT ${SHOWN}, n.seq <@ s.read AS read, n."createdAt" FROM signal_notices n WHERE ${HEARD} ${after}
      ORDER BY n.seq DESC LIMIT ${limit}
    ) shown`;
}

/** Notices of signals that a user has not read, as rows to be counted. */
export function unreadSignalNotices(userId: string): Prisma.Sql {
  return Prisma.sql`SELECT 1 FROM (${stretchesOf(userId, "unread")}) s JOIN signal_notices n ON ${HEARD}`;
}

/** Which notice an id of ours names, as a condition. */
export function isNotice({ seq, at, id }: NoticePlace): Prisma.Sql {
  return Prisma.sql`n.seq = ${seq}::int AND n."createdAt" = ${new Date(at)}::timestamptz AND n.id = ${id}`;
}

/** One of them by its id. */
export async function findSignalNotice(db: Db, userId: string, id: string): Promise<CentreRow | null> {
  const place = noticePlace(id);
  if (place === null) return null;
  const [row] = await db.$queryRaw<CentreRow[]>(Prisma.sql`
    SELECT ${SHOWN}, n.seq <@ s.read AS read, n."createdAt"
    FROM (${stretchesOf(userId, "all")}) s JOIN signal_notices n ON ${HEARD} AND ${isNotice(place)}`);
  return row ?? null;
}

export interface HeardNotice extends Omit<CentreRow, "read"> {
  readonly userId: string;
}

/**
 * These notices for those of `userIds` who hear them, in order. The ids are a set (`IN`, and `IS TRUE` that it stays one): as a list each of a
 * strategy's readers is looked for in all of it, which took a second for 5,000.
 */
export function findNoticesOf(
  db: Db,
  notices: readonly { readonly strategyId: string; readonly seq: number; readonly createdAt: string }[],
  userIds: readonly string[],
): Promise<HeardNotice[]> {
  return db.prepared<HeardNotice>(
    "notices-of",
    `SELECT s."userId", ${SHOWN.text}, n."createdAt"
     FROM unnest($1::text[], $2::int[], $3::timestamptz[]) WITH ORDINALITY AS t("strategyId", seq, at, place)
     JOIN signal_notices n ON n."strategyId" = t."strategyId" AND n.seq = t.seq AND n."createdAt" = t.at
     JOIN (
       SELECT a."userId", a."strategyId", a.since, a."fromSeq", coalesce(a."toSeq", 2147483647) AS "toSeq"
       FROM signal_audiences a WHERE (a."userId" IN (SELECT unnest($4::text[]))) IS TRUE
     ) s ON ${HEARD.text} ORDER BY t.place`,
    [
      notices.map(({ strategyId }) => strategyId),
      notices.map(({ seq }) => seq),
      notices.map(({ createdAt }) => createdAt),
      userIds,
    ],
  );
}

import { Prisma } from "./client.ts";

/** SQL that is true where one of `texts` holds what was typed, letter by letter, whatever the case of either in whatever script. */
export function heldBy(texts: readonly Prisma.Sql[], typed: string): Prisma.Sql {
  // One glyph has several spellings; browsers send the composed one, and macOS pastes the other.
  const wanted = typed.normalize("NFC");
  const held = texts.map((text) => Prisma.sql`strpos(fold_case(${text}), fold_case(${wanted})) > 0`);
  return Prisma.sql`(${Prisma.join(held, " OR ")})`;
}

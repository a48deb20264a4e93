/**
 * At most the first `max` UTF-16 units of a text. A sign of two halves (an emoji) is left out whole: half of one is no text to PostgreSQL's JSON nor
 * to Telegram, and the row or message that holds it is refused.
 */
export function cutText(text: string, max: number): string {
  const part = text.slice(0, max);
  return part.length < text.length && /[\ud800-\udbff]$/.test(part) ? part.slice(0, -1) : part;
}

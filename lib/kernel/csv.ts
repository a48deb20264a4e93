/** One cell of RFC 4180. */
export function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * A cell that a person wrote. A spreadsheet runs what begins like a formula (OWASP, "CSV injection": also behind blanks, and the full-width signs that
 * East Asian ones read alike); an apostrophe keeps it text.
 */
export function csvWords(text: string): string {
  return csvCell(/^\s*[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text);
}

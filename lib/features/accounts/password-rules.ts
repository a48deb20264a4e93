import { isCommonPassword } from "./common-passwords.ts";

/**
 * Why a password cannot be chosen, as a sentence for its field, or null when it can. No rules of composition (ASVS 6.2): length, a list
 * of what everyone tries first, and nothing that the account itself tells.
 */
export function passwordFault(password: string, about: { email: string; name: string }): string | null {
  if (password.length < 8) return "Choose a password of at least 8 characters.";
  if (password.length > 128) return "Choose a password of at most 128 characters.";
  const small = password.toLowerCase();
  if (isCommonPassword(small)) return "This password is on the list that attackers try first. Choose another one.";
  if (new Set(small).size < 3) return "Choose a password of more than two different characters.";
  const own = [about.email, about.email.split("@")[0] ?? "", about.name, "heliograph"];
  if (own.some((word) => isOwnWord(small, word.toLowerCase()))) {
    return "Choose a password that is not your name, your address or ours.";
  }
  return null;
}

/** The word itself, or the word with a few digits and signs around it. */
function isOwnWord(password: string, word: string): boolean {
  if (word.length < 4 || !password.includes(word)) return false;
  return password.length - word.length < 5;
}

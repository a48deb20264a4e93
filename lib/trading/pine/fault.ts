/** What a Pine script says that we do not read, with its line: nothing in a script is guessed or left out. */
export class PineFault extends Error {
  constructor(line: number, words: string) {
    super(`line ${line}: ${words}`);
    this.name = "PineFault";
  }
}

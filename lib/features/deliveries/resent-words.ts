/** What whoever asked for messages again is told. */
export function resentWords({ count, unwanted }: { readonly count: number; readonly unwanted: number }): string {
  const sent = count === 1 ? "1 message is sent again." : `${count} messages are sent again.`;
  return unwanted === 0
    ? sent
    : `${sent} ${unwanted} of a kind that the channel takes no more ${unwanted === 1 ? "is" : "are"} left.`;
}

/** Shortens a list that is filled again soon. Unlike `length = 0`, which gives its memory back at each bar, popping keeps it. */
export function cutList(list: unknown[], length: number): void {
  while (list.length > length) list.pop();
}

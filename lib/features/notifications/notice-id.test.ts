import { describe, expect, it } from "vitest";
import { looksLikeId, makeId } from "@/lib/kernel/ids";
import { utcMs } from "@/lib/kernel/time";
import { noticeId, noticePlace } from "./notice-id.ts";

const at = utcMs(Date.UTC(2026, 0, 15, 12));

describe("the id of a notice", () => {
  it.each([1, 31, 32, 33, 1_048_576, 2_147_483_647])("gives its time and seq %i back", (seq) => {
    const id = noticeId("str_0123456789", seq, at);
    expect(looksLikeId(id)).toBe(true);
    expect(noticePlace(id)).toEqual({ id, seq, at });
  });

  it("sorts by time, then seq, and differs from strategy to strategy", () => {
    const ids = [
      noticeId("str_0123456789", 9, at),
      noticeId("str_0123456789", 10, at),
      noticeId("str_0123456789", 32, at),
      noticeId("str_0123456789", 2, utcMs(at + 1)),
    ];
    expect(ids.toSorted()).toEqual(ids);
    expect(noticeId("str_9876543210", 9, at)).not.toBe(ids[0]);
  });

  it.each(["", "ntf", "no id of ours", `ntf_${"z".repeat(26)}`, makeId("ntf", at, new Uint8Array(16))])(
    "is not what %j is",
    (id) => {
      expect(noticePlace(id)).toBeNull();
    },
  );
});

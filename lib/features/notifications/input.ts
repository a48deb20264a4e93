import { z } from "zod";

/** No id: all of them. */
export const markReadInput = z.strictObject({ id: z.string().max(60, "That is no id of ours.").optional() });

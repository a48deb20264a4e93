/** What we use of flechette: its own types name every Arrow type, and are not there in a checkout whose node_modules are older. */
declare module "@uwdata/flechette" {
  export interface Column {
    readonly name?: string;
    readonly length: number;
    at(row: number): unknown;
    toArray(): ArrayLike<unknown>;
  }
  export interface Table {
    readonly numRows: number;
    readonly names: readonly string[];
    getChild(name: string): Column;
  }
  export const CompressionType: { readonly LZ4_FRAME: 0; readonly ZSTD: 1 };
  export function setCompressionCodec(
    type: number,
    codec: { encode(bytes: Uint8Array): Uint8Array; decode(bytes: Uint8Array): Uint8Array },
  ): void;
  export function tableFromIPC(bytes: Uint8Array): Table;
  export function tableToIPC(table: Table, options: { readonly format: "file" | "stream" }): Uint8Array | null;
  export function tableFromColumns(columns: Readonly<Record<string, Column>>): Table;
  export function columnFromArray(values: ArrayLike<number>, type: object): Column;
  export function float64(): object;
  export function timestamp(unit: number, timezone: string): object;
  export const TimeUnit: { readonly MILLISECOND: 1 };
}

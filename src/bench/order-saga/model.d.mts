/** Offsets are into the bytes of a state; the order of the fields is that of `model.mjs`. */
export interface OrderSagaModel {
  readonly SZ: number;
  readonly NO: number;
  readonly NS: number;
  readonly QC: number;
  readonly RC: number;
  readonly XK: number;
  readonly PC: number;
  readonly Q: number;
  readonly R: number;
  readonly DUPL: number;
  init(): Uint8Array;
  succ(state: Uint8Array, next: Uint8Array, emit: (label: string, process: number) => void): number;
}
export function make(options?: Readonly<Record<string, number>>): OrderSagaModel;

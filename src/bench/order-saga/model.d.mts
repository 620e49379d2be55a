export interface OrderSagaModel {
  readonly SZ: number;
  init(): Uint8Array;
  succ(state: Uint8Array, next: Uint8Array, emit: (label: string, process: number) => void): number;
}
export function make(options?: Readonly<Record<string, number>>): OrderSagaModel;

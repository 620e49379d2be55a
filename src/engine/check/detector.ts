import { Cell } from '../base/containers.ts';
import type { ContainerContext } from '../base/containers.ts';
import { TRUE } from '../base/values.ts';
import type { AnomalyId } from './catalogue.ts';

/** Whether an anomaly has been found: a journalled cell, so that going back takes the finding back too. */
export class Detector {
  readonly id: AnomalyId;
  readonly cell: Cell;

  constructor(id: AnomalyId, context: ContainerContext) {
    this.id = id;
    this.cell = new Cell(`monitor/${id}/found`, context);
  }

  get found(): boolean {
    return this.cell.value === TRUE;
  }

  report(): void {
    this.cell.set(TRUE);
  }
}

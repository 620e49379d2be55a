import { later } from '../../ui/later.ts';

/** Drawing a state chart needs the parser of machines. */
export const MachineChart = later(() => import('../MachineChart.tsx').then((module) => module.MachineChart), true);

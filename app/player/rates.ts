/** How many times faster than at first a run can be played. */
export const RATES: readonly number[] = [0.25, 0.5, 1, 2, 4, 8];

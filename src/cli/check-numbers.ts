/** 1234567 as `1,234,567`. */
export const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');

/** 1,500 microseconds as `1.5`. */
export function millis(micros: number): string {
  const rest = String(micros % 1000)
    .padStart(3, '0')
    .replace(/0+$/, '');
  return `${grouped(Math.floor(micros / 1000))}${rest === '' ? '' : `.${rest}`}`;
}

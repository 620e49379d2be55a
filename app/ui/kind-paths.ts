/** The shapes of message kinds on a grid of 16, as on the stage. */
export const KIND_PATHS = {
  command: 'M3.2 2.6L13.4 8 3.2 13.4z',
  event: 'M8 2.6a5.4 5.4 0 1 1 0 10.8a5.4 5.4 0 1 1 0-10.8z',
  reply: 'M8 1.6L14.4 8 8 14.4 1.6 8z',
  document: 'M2.8 2.8h10.4v10.4H2.8z',
} as const;

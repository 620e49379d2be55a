/** The built-in scenarios. */
export {};

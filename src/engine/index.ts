/** The public few of the engine. Named exports only. */
export {};

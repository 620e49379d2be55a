/** Hands a text to the reader as a file. */
export function downloadText(name: string, text: string, type = 'application/json'): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const anchor = document.createElement('a');
  anchor.href = address;
  anchor.download = name;
  anchor.click();
  // The browser reads the address after the click; taking it away at once would cancel the download in some.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

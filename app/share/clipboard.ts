/**
 * Copies a text; false where the page may not. Then the text of `field` is left selected, so that the reader can copy it
 * by hand.
 */
export async function copyText(text: string, field: HTMLTextAreaElement | HTMLInputElement | null): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    field?.focus();
    field?.select();
    try {
      return field !== null && document.execCommand('copy');
    } catch {
      return false;
    }
  }
}

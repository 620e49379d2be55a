/** On a screen of less width the stage needs the room more than the list. */
const GALLERY_MIN_WIDTH = 1100;

/** Whether the list of scenarios is open at first. */
export function galleryFits(): boolean {
  return innerWidth >= GALLERY_MIN_WIDTH;
}

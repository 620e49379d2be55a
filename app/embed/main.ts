import '../ui/tokens.css';
import '../ui/base.css';
import '../canvas/stage.css';
import './embed.css';
import { isLinkFragment } from '../../src/engine/index.ts';
import { createEngineClient } from '../worker/client.ts';
import { EmbedPlayer } from './player.ts';
import { HostPort } from './port.ts';

/** The composition root of the embed. */
const root = document.getElementById('root');
if (root === null) throw new Error('embed/index.html has no element with the id "root"');

const port = new HostPort();
const player = new EmbedPlayer(root, createEngineClient(), port);

/** How much of the embed must be seen before it starts. */
const SEEN_PART = 0.4;
let inView = false;
const show = (): void => player.setVisible(inView && document.visibilityState === 'visible');
new IntersectionObserver(
  (entries) => {
    inView = (entries.at(-1)?.intersectionRatio ?? 0) >= SEEN_PART;
    show();
  },
  { threshold: [0, SEEN_PART] },
).observe(document.body);
document.addEventListener('visibilitychange', show);

function open(): void {
  const fragment = location.hash.slice(1);
  if (isLinkFragment(fragment)) void player.openFragment(fragment);
  else if (fragment === 'wait') player.wait();
  else player.openNothing();
}
addEventListener('hashchange', open);
open();
port.attach(player);

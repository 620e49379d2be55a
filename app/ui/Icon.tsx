const PATHS = {
  play: 'M7 4.5v15l12-7.5z',
  pause: 'M8 5v14M16 5v14',
  replay: 'M4 12a8 8 0 1 0 2.5-5.8M4 4v4h4',
  'step-forward': 'M6 5v14l9-7zM18.5 5v14',
  'step-back': 'M18 5v14l-9-7zM5.5 5v14',
  start: 'M20 5v14l-7-7zM12 5v14l-7-7zM4 5v14',
  end: 'M4 5v14l7-7zM12 5v14l7-7zM20 5v14',
  dice: 'M5 4h14a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1zM8.5 8.5h.01M15.5 8.5h.01M12 12h.01M8.5 15.5h.01M15.5 15.5h.01',
  close: 'M6 6l12 12M18 6L6 18',
  help: 'M9.2 9a3 3 0 1 1 4.3 2.7c-.9.5-1.5 1-1.5 2.3M12 17.5h.01',
  edit: 'M4 20l1-4L16 5l3 3L8 19zM14 7l3 3',
  share: 'M12 15V4M8 7.5L12 4l4 3.5M5 13v6h14v-6',
  undo: 'M8 5L4 9l4 4M4 9h10a5 5 0 0 1 0 10h-3',
  redo: 'M16 5l4 4-4 4M20 9H10a5 5 0 0 0 0 10h3',
  left: 'M14.5 5.5L8 12l6.5 6.5',
  right: 'M9.5 5.5L16 12l-6.5 6.5',
  down: 'M5.5 9.5L12 16l6.5-6.5',
  fit: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  shield: 'M12 3l8 3v6c0 4.5-3.2 7.6-8 9-4.8-1.4-8-4.5-8-9V6z',
  machine: 'M7 5.5h10v5H7zM4 15h6v4H4zM14 15h6v4h-6zM12 10.5V13M7 15v-2h10v2',
  sun: 'M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z',
  screen: 'M4 5h16v11H4zM9 20h6M12 16v4',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  list: 'M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01',
  book: 'M12 6c-2-1.5-5-2-8-1.5v13c3-.5 6 0 8 1.5 2-1.5 5-2 8-1.5v-13C17 4 14 4.5 12 6zM12 6v13',
  flag: 'M5 21V4h13l-3 4 3 4H5',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6z',
  branch: 'M6 4v16M6 12c8 0 10-1 10-6M16 3.5a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6z',
  panel: 'M4 5h16v14H4zM9.5 5v14',
  download: 'M12 4v11M8 11.5L12 15l4-3.5M5 20h14',
  upload: 'M12 15V4M8 7.5L12 4l4 3.5M5 20h14',
  globe: 'M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM3.5 12h17M12 3.5c2.5 2.5 3.5 5.300 3.5 8.5s-1 6-3.5 8.5c-2.5-2.5-3.5-5.300-3.5-8.5s1-6 3.5-8.5z',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
